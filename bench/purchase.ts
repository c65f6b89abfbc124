import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { closedLoop } from './load.ts'
import { all, type Checkout, placing } from './over-http.ts'
import {
  attemptOn,
  CONNECTIONS,
  control,
  noticeOf,
  type Provider,
  prepareAttempts,
  signNotices,
} from './prepared.ts'
import { median } from './statistics.ts'
import { Wire } from './wire.ts'

/** Runs before the first that counts: until then Node compiles what it has often run. */
const WARM = 4

/** Whole purchases per second with the provider's signatures made beforehand; the median of the runs. */
export async function purchasePresigned(
  checkout: Checkout,
  provider: Provider,
  pool: pg.Pool,
  { count, runs }: { count: number; runs: number },
): Promise<number> {
  for (let run = 0; run < WARM; run++) await presignedRun(checkout, provider, pool, `warm-${run}`, count)
  const rates: number[] = []
  for (let run = 0; run < runs; run++)
    rates.push(await presignedRun(checkout, provider, pool, `buy-${run}`, count))
  return median(rates)
}

/**
 * Place, then attempt, then notice, all buyers at each step together: a notice can only be signed when its attempt's
 * number exists. The clock stands while the provider signs.
 */
async function presignedRun(
  checkout: Checkout,
  provider: Provider,
  pool: pg.Pool,
  name: string,
  count: number,
): Promise<number> {
  const { attempts, placeSeconds, attemptSeconds } = await prepareAttempts(checkout, provider, name, count)
  const notices = await signNotices(provider, attempts)
  const before = await paidTrades(pool)
  const began = performance.now()
  const told = await closedLoop({
    port: checkout.port,
    connections: CONNECTIONS,
    count,
    request: (i) => noticeOf(notices[i]!),
  })
  all(told, 204)
  // The door answers when the evidence is stored; a purchase is done when it is paid and posted.
  await untilPaid(pool, before + count)
  return count / (placeSeconds + attemptSeconds + (performance.now() - began) / 1000)
}

/** How a purchase through one channel is begun, and what the payer pays at the provider. */
export type Way = {
  readonly body: string
  /** Where the provider's control API takes the payment, from what the attempt answered. */
  readonly payPath: (attempt: { readonly no: string; readonly presentation: unknown }) => string
}

const SCANNED: Way = {
  body: '{"channel":"wechat","method":"native"}',
  payPath: ({ no }) => `/orders/${no}/pay`,
}

/** Whole purchases per second, each signature made when it is needed, the provider on the same cores. */
export async function purchaseLive(
  checkout: Checkout,
  provider: Provider,
  pool: pg.Pool,
  { count, name, way = SCANNED }: { count: number; name: string; way?: Way },
): Promise<number> {
  const before = await paidTrades(pool)
  const place = placing(checkout, name)
  let next = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const wire = new Wire(checkout.port)
      while (next < count) {
        const i = next++
        const trade = JSON.parse((await wire.ask(place(i))).body) as { no: string }
        const started = await wire.ask(attemptOn(checkout, trade.no, i, way.body))
        if (started.status !== 201) throw new Error(`attempt: ${started.status} ${started.body}`)
        const attempt = JSON.parse(started.body) as { no: string; presentation: unknown }
        await control(provider, way.payPath(attempt), {})
      }
      wire.close()
    }),
  )
  await untilPaid(pool, before + count)
  return (count * 1000) / (performance.now() - began)
}

/** Trades are counted when nothing is open any more, and now and then: counting all of them again and again would weigh on the run. */
export async function untilPaid(pool: pg.Pool, count: number): Promise<void> {
  for (let round = 1; ; round++) {
    const { rows } = await pool.query<{ open: boolean }>(
      'select exists (select from attempt where next_query_at is not null) as open',
    )
    if ((!rows[0]!.open || round % 50 === 0) && (await paidTrades(pool)) >= count) return
    await sleep(10)
  }
}

export async function paidTrades(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from trade where state = 'paid'`,
  )
  return rows[0]!.n
}
