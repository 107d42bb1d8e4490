import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'src/renderer',
  base: './',
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: '../../.vite/renderer',
    emptyOutDir: true,
    target: 'chrome150',
    // The page's policy refuses inline scripts and styles, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
})
