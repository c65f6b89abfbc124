import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { announce } from '../../src/modules/message/index.ts'
import { publishOutbox, readEvents } from '../../src/platform/outbox.ts'
import { value } from '../support/outcome.ts'
import { type Market, openMarket } from '../support/shop.ts'

type Letter = { type: string; data: Record<string, unknown> }

let market: Market
let orders: readonly { orderNo: string; shopId: number; amounts: { payable: number } }[] = []
const told = new Map<number | null, Letter[]>()
const by = (actor: string) => ({ caller: actor, key: `${actor} ${orders.length}`, requestHash: '', actor })

beforeAll(async () => {
  market = await openMarket()
  const { db } = market.database
  for (const shop of [null, 1, 2, 3])
    await sql`insert into webhook_endpoint (id, shop_id, url, event_types, secret, created_at, updated_at)
      values (${`whe_${shop}`}, ${shop}, 'https://x.example', '{}', '', now(), now())`.execute(db)
  const placed = value(
    await market.buy('b1', [
      [11, 2],
      [21, 1],
    ]),
  )
  orders = placed.orders
  const attempt = value(await market.pay('b1', placed.tradeNo))
  market.provider.pay(attempt.attemptNo)
  await market.deliver(market.provider.takeNotices())
  const { orderNo } = orders.find(({ shopId }) => shopId === 2)!
  const ask = { ...by('staff:a'), orderNo, units: null, reason: '不想要了' }
  const { refundNo } = value(await market.flows.requestRefund(ask))
  value(await market.flows.decideRefund({ ...by('staff:b'), refundNo, action: 'approve', reason: null }))
  while ((await publishOutbox(db)) > 0);
  const events = await readEvents(db, 1)
  await db.transaction().execute((tx) => announce(tx, events, market.clock.now()))
  const { rows } = await sql<{ shop_id: number | null; body: string }>`
    select shop_id, body from webhook_delivery join webhook_endpoint on webhook_endpoint.id = endpoint_id
    order by position`.execute(db)
  for (const { shop_id, body } of rows)
    told.set(shop_id, [...(told.get(shop_id) ?? []), JSON.parse(body) as Letter])
})
afterAll(() => market.close())

const of = (shop: number | null, type: string) => (told.get(shop) ?? []).filter((one) => one.type === type)

describe('[K2] a shop is told of the money that concerns it', () => {
  it.each([1, 2])('shop %i hears of the payment over both shops with its own share alone', (shop) => {
    const own = orders.find(({ shopId }) => shopId === shop)!
    const other = orders.find(({ shopId }) => shopId !== shop)!
    const [letter, ...more] = of(shop, 'payment.succeeded')
    expect(more).toEqual([])
    expect(letter?.data).toMatchObject({
      shopId: shop,
      orderNos: [own.orderNo],
      amount: own.amounts.payable,
      received: own.amounts.payable,
    })
    expect(letter?.data).not.toHaveProperty('shares')
    expect(JSON.stringify(letter)).not.toContain(other.orderNo)
  })

  it('the platform hears the whole, and the shares make it', () => {
    const [letter] = of(null, 'payment.succeeded')
    const { amount, received, shares } = letter!.data as {
      amount: number
      received: number
      shares: { amount: number; received: number }[]
    }
    expect(shares).toHaveLength(2)
    expect(shares.reduce((total, share) => total + share.amount, 0)).toBe(amount)
    expect(shares.reduce((total, share) => total + share.received, 0)).toBe(received)
  })

  it('a refund reaches the shop whose order it gives back, and no other', () => {
    expect(of(2, 'refund.approved')).toMatchObject([{ data: { shopId: 2 } }])
    expect(of(1, 'refund.approved')).toEqual([])
    expect(of(null, 'refund.approved')).toHaveLength(1)
  })

  it('a shop that sold nothing hears nothing', () => expect(told.get(3)).toBeUndefined())
})
