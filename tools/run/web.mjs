import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { runNode } from './node.mjs'
import { root } from './root.mjs'

const apps = ['store', 'console']

/**
 * Builds the web apps when what they are made of changed; the content decides, not the time stamps.
 * Resolves with the exit code of the build, 0 when there was nothing to do.
 */
export const ensureWeb = async () => {
  const present = apps.filter((app) => existsSync(join(root, 'web', app, 'index.html')))
  const made = present.every((app) => existsSync(join(root, 'dist', app, 'index.html')))
  const stamp = join(root, 'dist/inputs.sha256')
  const inputs = hashInputs()
  if (made && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return 0
  for (const app of present) {
    console.error(`Building web/${app} …`)
    const vite = join('node_modules', 'vite', 'bin', 'vite.js')
    // Also when a test runner asks: what stands in dist is what `npm start` serves next.
    const build = [vite, 'build', '--config', `web/vite.${app}.ts`, '--logLevel', 'warn']
    const code = await runNode(build, { NODE_ENV: 'production' })
    if (code !== 0) return code
    compress(join(root, 'dist', app))
  }
  if (present.length === 0) return 0
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stamp, inputs)
  return 0
}

/** Beside each larger text stands its compressed form, made once here instead of at every request. */
const compress = (folder) => {
  for (const file of list(folder, (path) => /\.(js|css|html|svg|json)$/.test(path))) {
    const text = readFileSync(file)
    if (text.length < 1_024) continue
    writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }))
    writeFileSync(`${file}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
  }
}

/** web/ may import the kernel and the machine tables, so these are inputs too. */
const hashInputs = () => {
  const files = [
    join(root, 'package-lock.json'),
    ...list(join(root, 'web'), () => true),
    ...list(join(root, 'src/kernel'), () => true),
    ...list(join(root, 'src/modules'), (path) => path.endsWith('machine.ts')),
  ]
  const hash = createHash('sha256')
  for (const file of files.sort()) hash.update(relative(root, file)).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

const list = (folder, keep) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
        .filter(keep)
    : []
