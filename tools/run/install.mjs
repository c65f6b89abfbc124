import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

/** npm ci, when node_modules is missing or is not what package-lock.json says. */
export const ensureInstalled = () => {
  const folder = join(root, 'node_modules')
  if (isInstalled(folder)) return
  // A linked folder belongs to another checkout, and npm ci begins by emptying it.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      'node_modules is a link to another checkout and differs from package-lock.json; using it as it is',
    )
    return
  }
  console.error('Installing packages (npm ci) …')
  const { command, first } = npm()
  const run = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // Development packages build the web; NODE_ENV=production would leave them out.
    env: { ...process.env, NODE_ENV: 'development' },
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  })
  if (run.status !== 0) {
    console.error(`npm ci failed${run.error ? `: ${run.error.message}` : ''}; the lines above say why`)
    process.exit(run.status ?? 1)
  }
}

const npm = () =>
  process.env.npm_execpath?.endsWith('.js')
    ? { command: process.execPath, first: [process.env.npm_execpath] }
    : { command: 'npm', first: [] }

/** Compares with the record npm leaves of what it installed; packages for other platforms may be missing. */
const isInstalled = (folder) => {
  const record = join(folder, '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional, peer }]) =>
      path === '' ||
      installed[path]?.version === version ||
      (!installed[path] && (optional || devOptional || peer)),
  )
}
