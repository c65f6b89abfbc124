import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findNative } from './binaries.ts'
import { canEnter, chooseOwner, type Owner } from './owner.ts'

/** Where the programs and the data of one embedded server stand, and whose they are. */
export type Place = {
  /** Holds the password, the remembered port and the log; belongs to the caller. */
  home: string
  native: string
  data: string
  owner: Owner | undefined
}

/** Finds the place of `home`, or makes it; `data` itself is made by initdb. */
export const findPlace = (home: string): Place => {
  openHome(home)
  const native = findNative()
  const near = join(home, 'data')
  const far = farRoots(home).find((root) => isOurs(root) && existsSync(join(root, 'data')))
  const known = existsSync(near) ? near : far ? join(far, 'data') : near
  const owner = chooseOwner(known)
  if (!owner) return { home, native, data: known, owner }
  const enters = canEnter(owner, home) && canEnter(owner, join(native, 'bin'))
  if (known === near && enters) return { home, native, data: near, owner }
  if (existsSync(near)) throw new Error(`User ${owner.name}, who owns ${near}, cannot enter it any more`)
  return { home, ...moveAway(far ?? openRoot(farRoots(home), owner), native), owner }
}

/**
 * Root's own folder lets the server's user through, whatever the umask: files with secrets in it are closed one by
 * one. Only the last folder; those above are not ours to open.
 */
const openHome = (home: string): void => {
  mkdirSync(home, { recursive: true })
  const { uid, mode } = lstatSync(home)
  if (process.getuid?.() === 0 && uid === 0) chmodSync(home, (mode & 0o7777) | 0o011)
}

/** Used when root works in a folder that the chosen user cannot enter, such as /root. */
const farRoots = (home: string): string[] => {
  const name = `tongbao-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`
  return [join('/var/lib', name), join(tmpdir(), name)]
}

const openRoot = (roots: string[], owner: Owner): string => {
  for (const root of roots) {
    try {
      if (mkdirSync(root, { recursive: true })) chmodSync(root, 0o711)
      if (isOurs(root) && canEnter(owner, root)) return root
    } catch {
      // A read-only system folder: the next root is tried, and none left is reported below.
    }
  }
  throw new Error(
    `User ${owner.name} can enter none of ${roots.join(', ')}: set TONGBAO_HOME or DATABASE_URL`,
  )
}

/** Anybody may make a folder of that name in a shared place; programs are run from our own alone. */
const isOurs = (root: string): boolean => {
  const found = lstatSync(root, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid)
}

/** The programs are copied once per version; the copy is renamed into place, so half a copy is never used. */
const moveAway = (root: string, native: string): { native: string; data: string } => {
  const version = createHash('sha256')
    .update(readFileSync(join(dirname(native), 'package.json')))
    .digest('hex')
    .slice(0, 12)
  const copy = join(root, `native-${version}`)
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
    try {
      renameSync(partial, copy)
    } catch (error) {
      rmSync(partial, { recursive: true, force: true })
      if (!existsSync(copy)) throw error
    }
  }
  return { native: copy, data: join(root, 'data') }
}
