import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program } from './binaries.ts'
import type { Owner } from './owner.ts'
import type { Place } from './place.ts'

/** The embedded server's only role; its password stands in `home/password`. */
export const superuser = 'tongbao'

/** The caller's PG* variables speak of another server. */
export const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')))

export const identity = (owner: Owner | undefined): { uid?: number; gid?: number } =>
  owner ? { uid: owner.uid, gid: owner.gid } : {}

/**
 * Makes the data folder unless it exists. It is built beside its place and renamed when whole,
 * so neither a crash nor a second starter ever sees half of one.
 */
export const ensureCluster = (place: Place, password: string): boolean => {
  if (existsSync(join(place.data, 'PG_VERSION'))) return false
  const draft = `${place.data}.${process.pid}`
  const passwordFile = `${draft}.password`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  try {
    if (place.owner)
      for (const path of [draft, passwordFile]) chownSync(path, place.owner.uid, place.owner.gid)
    initialise(place, draft, passwordFile)
    renameSync(draft, place.data)
    return true
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (existsSync(join(place.data, 'PG_VERSION'))) return false
    throw error
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

const initialise = (place: Place, draft: string, passwordFile: string): void => {
  const choices = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', '--no-instructions']
  const run = spawnSync(
    program(place.native, 'initdb'),
    [`--pgdata=${draft}`, `--username=${superuser}`, `--pwfile=${passwordFile}`, ...choices],
    { ...identity(place.owner), cwd: draft, env: cleanEnvironment(), encoding: 'utf8' },
  )
  if (run.status !== 0)
    throw new Error(`initdb failed (${run.error?.message ?? run.status}): ${run.stderr?.trim() ?? ''}`)
}
