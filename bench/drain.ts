import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { seal } from '../src/platform/seal.ts'
import { openLoop } from './load.ts'
import { all, type Checkout, placing } from './over-http.ts'
import { latencyOf } from './statistics.ts'
import type { World } from './world.ts'

const HEALTHY = 100
const DEAD = 10
/** Letters of one dead receiver: few, or the backlog of the dead would be what is counted. */
const DEAD_LETTERS = 100
/** What buyers do meanwhile, each second. */
const ORDERS_PER_SECOND = 200
const PLAIN_AT_ONCE = 64

export type Drain = {
  /** Letters that healthy receivers took, a second, until they had them all. */
  readonly perSecond: number
  /** The same while orders were placed. */
  readonly besidePerSecond: number
  /** Bare posts a second of one process to the same receivers, the same body, nothing written down. */
  readonly plainPerSecond: number
  /** p99 of placing an order at a steady rate, milliseconds. */
  readonly quietP99: number
  readonly drainingP99: number
}

/** So many webhooks due at one moment, for a hundred healthy receivers and ten that take the call and never answer. */
export async function drainBacklog(
  checkout: Checkout,
  { ground: { pool, secret } }: World,
  { letters, seconds }: { readonly letters: number; readonly seconds: number },
): Promise<Drain> {
  const child = fork(fileURLToPath(new URL('./receiver.ts', import.meta.url)))
  try {
    const [port] = (await once(child, 'message')) as [number]
    const url = `http://127.0.0.1:${port}`
    const plainPerSecond = await plainPosts(url, Math.min(letters, 20_000))
    const orders = async (name: string): Promise<number> => {
      const count = ORDERS_PER_SECOND * seconds
      const load = { port: checkout.port, connections: 32, count, request: placing(checkout, name) }
      const result = await openLoop(load, ORDERS_PER_SECOND)
      all(result, 201)
      return latencyOf(result.times).p99
    }
    await orders('drain-warm')
    const quietP99 = await orders('drain-quiet')
    const each = Math.ceil(letters / HEALTHY)
    await owe(
      pool,
      secret,
      Array.from({ length: DEAD }, (_, i) => `${url}/dead/${i}`),
      DEAD_LETTERS,
    )
    await owe(
      pool,
      secret,
      Array.from({ length: HEALTHY }, (_, i) => `${url}/well/${i}`),
      each,
    )
    const began = performance.now()
    const secondsSince = () => (performance.now() - began) / 1000
    const draining = orders('drain-busy').then(async (drainingP99) => {
      const seconds = secondsSince()
      return { drainingP99, seconds, taken: await countTaken(pool) }
    })
    while (await isWaiting(pool)) await sleep(100)
    const drainSeconds = secondsSince()
    const perSecond = (each * HEALTHY) / drainSeconds
    const { drainingP99, ...beside } = await draining
    const besidePerSecond = beside.seconds < drainSeconds ? beside.taken / beside.seconds : perSecond
    return { perSecond, besidePerSecond, plainPerSecond, quietP99, drainingP99 }
  } finally {
    await pool.query(`update webhook_endpoint set state = 'disabled', disabled_reason = 'by_owner'`)
    child.disconnect()
  }
}

/** Endpoints that hear nothing of what the bench itself does, and letters to them that are due now. */
async function owe(pool: pg.Pool, secret: string, urls: readonly string[], letters: number): Promise<void> {
  const seals = seal(secret, 'webhook')
  for (const url of urls) {
    const id = `whe_bench${url.replace(/^.*:\d+/, '').replaceAll('/', '_')}`
    await pool.query(
      `insert into webhook_endpoint (id, url, event_types, secret, created_at, updated_at)
       values ($1, $2, '{bench.none}', $3, now(), now())`,
      [id, url, seals.close(`whsec_${btoa(id)}`, id)],
    )
  }
  await pool.query(
    `insert into webhook_delivery (endpoint_id, event_id, event_type, position, body, due_at, created_at)
     select endpoint.id, 'evt_' || n, 'order.paid', n, $2, now(), now()
     from webhook_endpoint endpoint, generate_series(1, $3::int) as n
     where endpoint.url = any($1::text[]) and endpoint.event_types = '{bench.none}'`,
    [urls, LETTER, letters],
  )
}

/** One look at the index: counting a hundred thousand rows again and again would be what is measured. */
const isWaiting = async (pool: pg.Pool): Promise<boolean> => {
  const { rows } = await pool.query<{ left: boolean }>(
    `select exists (select from webhook_delivery where state = 'waiting'
       and endpoint_id >= 'whe_bench_well' and endpoint_id < 'whe_bench_welm') as left`,
  )
  return rows[0]?.left ?? false
}

const countTaken = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query<{ taken: number }>(
    `select count(*)::int as taken from webhook_delivery where state = 'delivered'
       and endpoint_id >= 'whe_bench_well' and endpoint_id < 'whe_bench_welm'`,
  )
  return rows[0]?.taken ?? 0
}

const LETTER = JSON.stringify({ type: 'order.paid', id: 'evt_1', data: { note: 'x'.repeat(300) } })

async function plainPosts(url: string, count: number): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: PLAIN_AT_ONCE })
  const post = () =>
    new Promise<void>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(LETTER) }
      const request = http.request(`${url}/plain`, { method: 'POST', agent, headers }, (response) =>
        response.resume().on('end', resolve),
      )
      request.on('error', reject).end(LETTER)
    })
  let left = count
  const began = performance.now()
  await Promise.all(
    Array.from({ length: PLAIN_AT_ONCE }, async () => {
      while (left-- > 0) await post()
    }),
  )
  const perSecond = (count * 1000) / (performance.now() - began)
  agent.destroy()
  return perSecond
}
