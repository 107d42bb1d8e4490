import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

export default defineConfig({
  // Where a packaged app finds its server; see src/main/server.ts.
  define: { __SERVER__: JSON.stringify(process.env.PATIENTVIEW_SERVER ?? 'http://localhost:3000') },
  resolve: { conditions: ['node'], mainFields: ['module'] },
  build: {
    outDir: '.vite/build',
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    lib: { entry: 'src/main/main.ts', formats: ['es'], fileName: () => 'main.js' },
    rolldownOptions: { external: ['electron', /^node:/, ...builtinModules] },
  },
})
