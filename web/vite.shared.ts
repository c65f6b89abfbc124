import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What both web apps share: where they stand, where they are built to, and the API's door while developing. */
export function webApp(app: 'store' | 'console', base: string): UserConfig {
  const door = process.env.TONGBAO_API ?? 'http://127.0.0.1:8000'
  const proxied = ['/v1', '/media', '/docs'].map((path) => [path, { target: door }] as const)
  return {
    root: at(app),
    base,
    plugins: [react()],
    clearScreen: false,
    build: {
      outDir: at(`../dist/${app}`),
      emptyOutDir: true,
      target: 'es2023',
      // Hashed names live for ever in the browser's cache; only index.html is asked for again.
      assetsDir: 'assets',
      // One file for what every page needs, so that a new page never reloads React.
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: 'react', test: /node_modules\/(react|react-dom|scheduler|react-router|@tanstack)\// },
            ],
          },
        },
      },
      chunkSizeWarningLimit: 700,
    },
    server: { host: '127.0.0.1', proxy: Object.fromEntries(proxied) },
  }
}
