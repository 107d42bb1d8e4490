import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

/** Components on their own, in jsdom; pages are tested end to end. */
export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  test: {
    name: 'patient-portal',
    root: import.meta.dirname,
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
  },
})
