import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pages } from './docs/pages.ts'

/** npm run docs: writes every generated page. Folders that hold nothing else are emptied first. */
const root = fileURLToPath(new URL('..', import.meta.url))
const made = await pages()
for (const folder of ['docs/machines', 'docs/api'])
  rmSync(join(root, folder), { recursive: true, force: true })
for (const { path, text } of made) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
