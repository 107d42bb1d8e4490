import { defineConfig } from 'vite'

// A sandboxed preload is one CommonJS file.
export default defineConfig({
  build: {
    outDir: '.vite/build',
    emptyOutDir: false,
    minify: false,
    rolldownOptions: {
      input: 'src/preload/preload.ts',
      external: ['electron'],
      output: { format: 'cjs', codeSplitting: false, entryFileNames: 'preload.cjs' },
    },
  },
})
