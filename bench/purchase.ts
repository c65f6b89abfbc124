import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { closedLoop } from './load.ts'
import { all, type Checkout, placing } from './over-http.ts'
import { median } from './statistics.ts'
import { Wire } from './wire.ts'

const CONNECTIONS = 128
const PIECE = 200

export type Provider = { readonly url: string }
type Signed = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Whole purchases per second with the provider's signatures made beforehand; the median of the runs. */
export async function purchasePresigned(
  checkout: Checkout,
  provider: Provider,
  pool: pg.Pool,
  { count, runs }: { count: number; runs: number },
): Promise<number> {
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
  const { port } = checkout
  const trades: string[] = []
  const attempts: { attemptNo: string; amount: number }[] = []
  const placed = await closedLoop({
    port,
    connections: CONNECTIONS,
    count,
    request: placing(checkout, name),
    onAnswer: (i, { body }) => {
      trades[i] = (JSON.parse(body) as { no: string }).no
    },
  })
  all(placed, 201)
  await control(provider, '/answers/presigned', { count })
  const started = await closedLoop({
    port,
    connections: CONNECTIONS,
    count,
    request: (i) => attemptOn(checkout, trades[i]!, i),
    onAnswer: (i, { body }) => {
      const { no, amount } = JSON.parse(body) as { no: string; amount: number }
      attempts[i] = { attemptNo: no, amount }
    },
  })
  all(started, 201)
  const notices = await signNotices(provider, attempts)
  const before = await paidTrades(pool)
  const began = performance.now()
  const told = await closedLoop({
    port,
    connections: CONNECTIONS,
    count,
    request: (i) => ({
      method: 'POST',
      path: '/v1/channels/wechat/notices',
      headers: withoutLength(notices[i]!.headers),
      body: notices[i]!.body,
    }),
  })
  all(told, 204)
  // The door answers when the evidence is stored; a purchase is done when it is paid and posted.
  while ((await paidTrades(pool)) - before < count) await sleep(5)
  const noticeSeconds = (performance.now() - began) / 1000
  return count / (placed.seconds + started.seconds + noticeSeconds)
}

/** Whole purchases per second, each signature made when it is needed, the provider on the same cores. */
export async function purchaseLive(
  checkout: Checkout,
  provider: Provider,
  pool: pg.Pool,
  { count, name }: { count: number; name: string },
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
        const attempt = JSON.parse((await wire.ask(attemptOn(checkout, trade.no, i))).body) as { no: string }
        await control(provider, `/orders/${attempt.no}/pay`, {})
      }
      wire.close()
    }),
  )
  while ((await paidTrades(pool)) - before < count) await sleep(10)
  return (count * 1000) / (performance.now() - began)
}

const attemptOn = ({ buyers }: Checkout, tradeNo: string, i: number) => ({
  method: 'POST' as const,
  path: `/v1/trades/${tradeNo}/attempts`,
  headers: {
    authorization: `Bearer ${buyers[i % buyers.length]!.token}`,
    'idempotency-key': `pay-${tradeNo}`,
  },
  body: '{"channel":"wechat","method":"native"}',
})

async function signNotices(
  provider: Provider,
  items: readonly { attemptNo: string; amount: number }[],
): Promise<Signed[]> {
  const signed: Signed[] = []
  for (let i = 0; i < items.length; i += PIECE) {
    const answer = await control(provider, '/notices/presigned', { items: items.slice(i, i + PIECE) })
    signed.push(...(answer as { notices: Signed[] }).notices)
  }
  return signed
}

/** The wire adds its own. */
const withoutLength = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(content-length|content-type|host)$/i.test(name)),
  )

async function control({ url }: Provider, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${url}/control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`simulator ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

async function paidTrades(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from trade where state = 'paid'`,
  )
  return rows[0]!.n
}
