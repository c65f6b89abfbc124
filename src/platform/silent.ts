import type { Socket } from 'node:net'
import pg from 'pg'

/** The question waits no longer than this for its answer. */
const LONGEST_PROBE_MS = 5_000

/**
 * What a server does for connections whose client vanished without a word (its machine lost power, the network was
 * cut): it notices within about a minute, instead of after hours, and lets the locks of an open transaction go. An
 * honest transaction never stands idle so long. Nothing here ends a statement or a COMMIT that waits for a standby.
 */
const VANISHED_CLIENTS = `
  set idle_in_transaction_session_timeout = '60s';
  set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3;
  set tcp_user_timeout = '60s'`

/** As much of pg's client as stands in no type: what it sends through, and its process at the server. */
type Wired = { readonly connection: { readonly stream: Socket }; readonly processID: number | null }

/** Tells a fresh connection's server so, before anything else is asked of it. */
export async function readyFor(client: pg.ClientBase): Promise<void> {
  try {
    // A simple query with a time of its own: nobody else watches it yet.
    const once: pg.QueryConfig & { query_timeout: number } = {
      text: VANISHED_CLIENTS,
      query_timeout: LONGEST_PROBE_MS,
    }
    await client.query(once)
  } catch (error) {
    wire(client).destroy()
    throw error
  }
}

/**
 * The other way round: a connection in use that hears nothing for so long asks over a new one whether its process is
 * still at work there. A server that was lost in a failover, or behind a cut network, would else be waited for as long
 * as TCP sends again: a quarter of an hour. One that works, or waits for a lock, is left alone.
 */
export function watchSilence(pool: pg.Pool, url: string, silentMs: number): void {
  const asked = new WeakSet<Socket>()
  const onSilence = async (client: Wired): Promise<void> => {
    const { stream } = client.connection
    if (asked.has(stream)) return
    asked.add(stream)
    const there = await isThere(url, client.processID, Math.min(silentMs, LONGEST_PROBE_MS))
    asked.delete(stream)
    if (!there) stream.destroy(Object.assign(new Error('the database is silent'), { code: 'ETIMEDOUT' }))
    // A socket's timer runs out once; whoever is still waited for is asked about again.
    else if (stream.timeout) stream.setTimeout(stream.timeout)
  }
  pool.on('connect', (client) => {
    const wired = client as unknown as Wired
    wired.connection.stream.on('timeout', () => void onSilence(wired))
  })
  // In the pool it may be silent: nobody waits for it.
  pool.on('acquire', (client) => wire(client).setTimeout(silentMs))
  pool.on('release', (_error, client) => wire(client).setTimeout(0))
}

const wire = (client: pg.ClientBase): Socket => (client as unknown as Wired).connection.stream

/** Whether this process of the server lives. Where the server answers but cannot say, it is taken to. */
async function isThere(url: string, pid: number | null, withinMs: number): Promise<boolean> {
  const probe = new pg.Client({
    connectionString: url,
    application_name: 'tongbao probe',
    connectionTimeoutMillis: withinMs,
    query_timeout: withinMs,
  })
  probe.on('error', () => {})
  try {
    await probe.connect()
    const { rows } = await probe.query('select from pg_stat_activity where pid = $1', [pid])
    return rows.length > 0
  } catch (error) {
    // A refusal in PostgreSQL's own words comes from a server that is there.
    return error instanceof pg.DatabaseError
  } finally {
    probe.end().catch(() => {})
  }
}
