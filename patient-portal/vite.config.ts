import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'
import { onlyWhatWeUse } from './nhsukStyles.ts'

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ out: 'dist' }),
      csp: {
        mode: 'auto',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // Kit's announcer of page titles hides itself with a style attribute: that one and no other.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:'],
          'connect-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            // A few files instead of dozens: what every page needs, and what several pages share.
            codeSplitting: {
              groups: [
                { name: 'svelte', test: /node_modules[\\/]svelte[\\/]/ },
                { name: 'portal', test: /src[\\/]lib[\\/](?!passkeys)/, minShareCount: 2 },
                // Only the pages on which a passkey can be used load it.
                { name: 'passkeys', test: /src[\\/]lib[\\/]passkeys|node_modules[\\/]@simplewebauthn/ },
              ],
            },
          },
        },
      },
    },
  },
  css: { transformer: 'lightningcss', lightningcss: { visitor: onlyWhatWeUse } },
})
