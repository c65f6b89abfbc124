import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'

/** The system user that PostgreSQL runs as, when it is not the caller: PostgreSQL refuses root. */
export type Owner = { name: string; uid: number; gid: number }

const preferred = ['postgres', 'nobody', 'daemon']

/**
 * Chooses whom to drop to. `undefined` means the caller himself.
 * The owner of data that exists wins, so a folder is never handed from one user to another.
 */
export const chooseOwner = (dataFolder: string): Owner | undefined => {
  const me = process.getuid?.()
  if (me === undefined) return undefined
  const holder = ownerOf(dataFolder)
  if (me !== 0) {
    if (holder !== undefined && holder !== me)
      throw new Error(`${dataFolder} belongs to user ${holder}, this is user ${me}: start it as that user`)
    return undefined
  }
  const users = readUsers()
  if (holder !== undefined && holder !== 0) {
    const user = users.find(({ uid }) => uid === holder)
    if (!user) throw new Error(`${dataFolder} belongs to user ${holder}, whom /etc/passwd does not know`)
    return user
  }
  const names = [process.env.SUDO_USER, ...preferred]
  const user = names.map((name) => users.find((one) => one.name === name)).find((one) => one !== undefined)
  if (!user)
    throw new Error('PostgreSQL does not run as root and no other user exists: start as another user')
  return user
}

/** initdb looks its user up by number, so only users with an entry will do. */
const readUsers = (): Owner[] =>
  readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid }) => name !== '' && uid > 0)

const ownerOf = (folder: string): number | undefined => statSync(folder, { throwIfNoEntry: false })?.uid

/** Asks the system instead of reading mode bits: access lists and mounts count too. */
export const canEnter = (owner: Owner, folder: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: owner.uid, gid: owner.gid, cwd: '/' })
    .status === 0
