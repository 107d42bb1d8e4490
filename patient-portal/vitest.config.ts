import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

/** Components and functions on their own; pages are tested end to end. */
export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  test: {
    name: 'patient-portal',
    root: import.meta.dirname,
    // A test of a component asks for jsdom in its first line.
    environment: 'node',
    include: ['src/**/*.test.ts'],
  },
})
