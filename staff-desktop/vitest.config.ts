import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

/** The renderer's pieces in jsdom; the main process's in Node, as each of its test files says on its first line. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte({ configFile: false }), svelteTesting()],
  test: {
    name: 'staff-desktop',
    root: import.meta.dirname,
    environment: 'jsdom',
    // Every file has its own globals all the same, but jsdom is loaded once: that takes longer than most of the tests.
    pool: 'vmThreads',
    include: ['src/**/*.test.ts'],
  },
})
