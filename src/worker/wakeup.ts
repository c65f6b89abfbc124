import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export const WAKE_CHANNEL = 'tongbao_wake'

export type Ear = { readonly close: () => Promise<void> }

const AGAIN_MS = 2_000

/**
 * Hears notices of other processes on one connection: that there is work for a loop, that the catalog changed.
 * Hearing is a convenience, not a duty: every listener also looks by itself. After each (re)connection `onConnected`
 * is called, for something may have been said meanwhile.
 */
export function openEar(
  url: string,
  channels: Readonly<Record<string, (payload: string) => void>>,
  onConnected: () => void,
): Ear {
  const closing = new AbortController()
  let client: pg.Client | undefined

  const listen = async (): Promise<void> => {
    client = new pg.Client({ connectionString: url, application_name: 'tongbao ear', keepAlive: true })
    const gone = new Promise<void>((resolve) => {
      client?.once('end', resolve)
      client?.on('error', () => resolve())
    })
    client.on('notification', ({ channel, payload }) => channels[channel]?.(payload ?? ''))
    await client.connect()
    for (const channel of Object.keys(channels)) await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    onConnected()
    if (!closing.signal.aborted) await gone
  }

  const live = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await listen().catch(() => {})
      await client?.end().catch(() => {})
      await sleep(AGAIN_MS, undefined, { signal: closing.signal }).catch(() => {})
    }
  }
  const ended = live()
  return {
    close: async () => {
      closing.abort()
      await client?.end().catch(() => {})
      await ended
    },
  }
}

/**
 * Says that there is work, at most once per `everyMs` and outside of every transaction: a notice inside the commit
 * of each batch would serialise the commits of all processes.
 */
export function caller(pool: pg.Pool, loop: string, everyMs: number): () => void {
  let called = false
  return () => {
    if (called) return
    called = true
    setTimeout(() => {
      called = false
      pool.query('select pg_notify($1, $2)', [WAKE_CHANNEL, loop]).catch(() => {})
    }, everyMs).unref()
  }
}
