import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { superuser } from './cluster.ts'
import { lastWords, launch } from './launch.ts'
import { isTaken, readPidFile, serves } from './pidfile.ts'
import type { Place } from './place.ts'
import { choosePort } from './port.ts'

/** A running server and one connection to its maintenance database. */
export type Up = { client: pg.Client; pid: number; port: number; reused: boolean }

const pollMs = 20
const attempts = 10

/**
 * Brings the server up: reuses a live one, waits for one that starts or stops, starts one where none lives.
 * What a crash left behind (pid file, shared memory, write-ahead log) PostgreSQL clears itself.
 */
export const bringUp = async (place: Place, password: string, fixedPort?: number): Promise<Up> => {
  let child: ChildProcess | undefined
  for (let failures = 0; failures < attempts; ) {
    const found = readPidFile(place.data)
    const ours = found !== undefined && serves(found.pid, place.data)
    if (ours && found.ready) {
      const client = await connect(found.port, password, place.data)
      if (client) return { client, pid: found.pid, port: found.port, reused: child?.pid !== found.pid }
    }
    if (child && hasEnded(child)) {
      child = undefined
      failures += 1
      await sleep(pollMs * 2 ** Math.min(failures, 5))
    }
    if (!ours && !child) {
      const stranger = found && isTaken(found.pid) ? found.pid : undefined
      child = launch(place, fixedPort ?? (await choosePort(join(place.home, 'port'))), stranger)
    }
    await sleep(pollMs)
  }
  throw new Error(`The embedded PostgreSQL does not start (${attempts} attempts):\n${lastWords(place.home)}`)
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null

/** Undefined while it still recovers, or already shuts down. A wrong password is an error. */
const connect = async (port: number, password: string, data: string): Promise<pg.Client | undefined> => {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password,
    database: 'postgres',
    application_name: 'tongbao keeper',
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    if ((error as { code?: string }).code === '28P01')
      throw new Error(`The server of ${data} does not accept the kept password`)
    return undefined
  }
}
