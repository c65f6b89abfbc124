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
  const timer = setInterval(soon, options.everyMs ?? 2_000).unref()
  const ear = await listen(options.url, soon)
  return {
    isRevoked: (sessionId) => revoked.has(sessionId),
    keyOf: (secret) => keys.get(hashKey(secret)) ?? null,
    refresh,
    close: async () => {
      clearInterval(timer)
      await ear.end().catch(onError)
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

/** A connection of its own for notices. When it breaks nothing is lost but speed: the timer still reads. */
const listen = async (url: string, onNotice: () => void): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'tongbao standing',
    keepAlive: true,
  })
  client.on('error', () => {})
  client.on('notification', onNotice)
  await client.connect()
  await client.query('listen person_standing')
  return client
}
