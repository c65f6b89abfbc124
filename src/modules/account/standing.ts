import pg from 'pg'
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Seal } from '../../platform/seal.ts'
import { type Held, hashKey, readStanding, type SigningCredential, writeUses } from './standing-read.ts'
import type { ServerKey } from './types.ts'

/**
 * What must be known of callers without a query: sessions that were ended before their tokens ran out, server keys and
 * what they sign with. Read whole at start, on every notice and every two seconds, so that a lost notice costs two
 * seconds at most and a revocation holds everywhere within five. The notice is `person_standing`.
 */
export type Standing = {
  readonly isRevoked: (sessionId: string) => boolean
  /** `signature_required`: the key is known and takes signed requests only. */
  readonly keyOf: (secret: string, now: Date) => ServerKey | 'signature_required' | null
  readonly credentialOf: (id: string, now: Date) => SigningCredential | null
  /** The signature held: remembered as a use of the credential and its key. */
  readonly signedBy: (credential: SigningCredential, now: Date) => void
  /** Reads again now; the caller sees his own change at once. */
  readonly refresh: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Uses are written together, so a busy key costs a row a minute. */
const WRITE_USES_EVERY_MS = 60_000

export const watchStanding = async (options: {
  db: Db
  url: string
  clock: Clock
  seal: Seal
  everyMs?: number
  writeUsesEveryMs?: number
  onError?: (error: unknown) => void
}): Promise<Standing> => {
  const { db, clock, seal, onError = () => {} } = options
  let held: Held | null = null
  const refresh = async (): Promise<void> => {
    held = await readStanding(db, { seal, before: held, now: clock.now() })
  }
  await refresh()
  const uses = { keys: new Map<string, Date>(), credentials: new Map<string, Date>() }
  const noteUses = async (): Promise<void> => {
    const noted = { keys: new Map(uses.keys), credentials: new Map(uses.credentials) }
    uses.keys.clear()
    uses.credentials.clear()
    await writeUses(db, noted)
  }
  const soon = single(() => refresh().catch(onError))
  const ear = openEar(options.url, soon)
  await ear.listen()
  const timer = setInterval(() => {
    soon()
    void ear.listen()
  }, options.everyMs ?? 2_000).unref()
  const noter = setInterval(
    () => void noteUses().catch(onError),
    options.writeUsesEveryMs ?? WRITE_USES_EVERY_MS,
  ).unref()
  return {
    isRevoked: (sessionId) => held?.revoked.has(sessionId) ?? false,
    keyOf: (secret, now) => {
      const found = held?.keys.get(hashKey(secret))
      if (!found || (found.until && found.until <= now)) return null
      if (found.signedOnly) return 'signature_required'
      uses.keys.set(found.caller.id, now)
      return found.caller
    },
    credentialOf: (id, now) => {
      const found = held?.credentials.get(id)
      return found && !(found.endsAt && found.endsAt <= now) ? found : null
    },
    signedBy: ({ id, caller }, now) => {
      uses.keys.set(caller.id, now)
      uses.credentials.set(id, now)
    },
    refresh,
    close: async () => {
      clearInterval(timer)
      clearInterval(noter)
      await noteUses().catch(onError)
      await ear.close()
    },
  }
}

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
