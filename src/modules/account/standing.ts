import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import { TOKEN_SECONDS } from './token.ts'
import type { Permission, ServerKey } from './types.ts'

/**
 * What must be known of callers without a query: sessions that were ended before their tokens ran out, and server
 * keys. Read whole at start, on every notice and every two seconds, so that a lost notice costs two seconds at most
 * and a revocation holds everywhere within five. The notice is `person_standing`.
 */
export type Standing = {
  readonly isRevoked: (sessionId: string) => boolean
  readonly keyOf: (secret: string) => ServerKey | null
  /** Reads again now; the caller sees his own change at once. */
  readonly refresh: () => Promise<void>
  readonly close: () => Promise<void>
}

export const hashKey = (secret: string): string => createHash('sha256').update(secret).digest('hex')

type KeyRow = { id: number; name: string; key_hash: string; scopes: Permission[]; shop_id: number | null }

export const watchStanding = async (options: {
  db: Db
  url: string
  clock: Clock
  everyMs?: number
  onError?: (error: unknown) => void
}): Promise<Standing> => {
  const { db, clock, onError = () => {} } = options
  let revoked = new Set<string>()
  let keys = new Map<string, ServerKey>()
  const refresh = async (): Promise<void> => {
    const since = new Date(clock.now().getTime() - 2 * TOKEN_SECONDS * 1000)
    const ended = await sql<{ session_id: string }>`
      select session_id from session_revocation where revoked_at > ${since}`.execute(db)
    const live = await sql<KeyRow>`
      select id, name, key_hash, scopes, shop_id from server_key where revoked_at is null`.execute(db)
    revoked = new Set(ended.rows.map((row) => row.session_id))
    keys = new Map(live.rows.map((row) => [row.key_hash, serverKey(row)]))
  }
  await refresh()
  const soon = single(() => refresh().catch(onError))
  const ear = openEar(options.url, soon)
  await ear.listen()
  const timer = setInterval(() => {
    soon()
    void ear.listen()
  }, options.everyMs ?? 2_000).unref()
  return {
    isRevoked: (sessionId) => revoked.has(sessionId),
    keyOf: (secret) => keys.get(hashKey(secret)) ?? null,
    refresh,
    close: async () => {
      clearInterval(timer)
      await ear.close()
    },
  }
}

const serverKey = (row: KeyRow): ServerKey => ({
  kind: 'key',
  id: String(row.id),
  name: row.name,
  shopId: row.shop_id,
  scopes: row.scopes,
})

/** Never twice at the same time; what is asked for meanwhile runs once afterwards. */
const single = (work: () => Promise<void>): (() => void) => {
  let running = false
  let again = false
  const run = async (): Promise<void> => {
    running = true
    do {
      again = false
      await work()
    } while (again)
    running = false
  }
  return () => {
    if (running) again = true
    else void run()
  }
}

/** Hears that the standing has changed. A connection that breaks is made again; meanwhile the timer still reads. */
const openEar = (url: string, onNotice: () => void) => {
  let client: pg.Client | null = null
  const lose = (which: pg.Client): void => {
    if (client === which) client = null
    void which.end().catch(() => {})
  }
  const listen = async (): Promise<void> => {
    if (client) return
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'tongbao standing',
      keepAlive: true,
    })
    client = fresh
    fresh.on('error', () => lose(fresh))
    fresh.on('end', () => lose(fresh))
    fresh.on('notification', onNotice)
    try {
      await fresh.connect()
      await fresh.query('listen person_standing')
    } catch {
      lose(fresh)
    }
  }
  const close = async (): Promise<void> => {
    const last = client
    client = null
    await last?.end().catch(() => {})
  }
  return { listen, close }
}
