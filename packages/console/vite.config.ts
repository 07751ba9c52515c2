import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

/** `ROLLCALL_SERVER=http://127.0.0.1:7655 npx vite` serves the sources over the API of a server that runs. */
const server = process.env.ROLLCALL_SERVER ?? 'http://127.0.0.1:7655'

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  // The server puts a fresh nonce in place of this with every answer.
  html: { cspNonce: '__NONCE__' },
  // The host stays the browser's own: the server compares it with the origin of every change.
  server: { port: 7760, strictPort: true, proxy: { '^/api/': { target: server, changeOrigin: false } } },
  build: {
    target: 'es2022',
    // The page's policy takes scripts from files only; an icon is a file too.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What all pages need is one file, and what some share another, both cached for good. By itself it would come in fifty,
    // most of them of a few lines. The first holds the styles that the others build on.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'main', tags: ['$initial'], priority: 1 },
            { name: 'shared', minShareCount: 2 },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 900,
  },
})
