import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pages } from './docs/pages.ts'

/** npm run docs: writes every generated page. Folders that hold nothing else are emptied first. */
const root = fileURLToPath(new URL('..', import.meta.url))
rmSync(join(root, 'docs/machines'), { recursive: true, force: true })
for (const { path, text } of await pages()) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
