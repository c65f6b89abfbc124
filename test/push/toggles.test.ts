import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CELLS, type Cell, NODE_CODES, type NodeCode } from '../../src/modules/push/index.ts'
import { outboxLoops } from '../../src/worker/index.ts'
import { openPushStage, type PushStage } from './stage.ts'

let stage: PushStage
let trade: { tradeNo: string; orderNo: string }

beforeAll(async () => {
  stage = await openPushStage()
  await stage.switchAll(false)
  trade = await stage.order()
  await stage.readAll()
  const { db } = stage.market.database
  for (const [id, shop] of [
    ['whe_platform', null],
    ['whe_shop', 1],
  ])
    await sql`insert into webhook_endpoint (id, shop_id, url, event_types, secret, created_at, updated_at)
      values (${id}, ${shop}, 'https://x.example', '{}', '', now(), now())`.execute(db)
  await fanOut()
})
afterAll(() => stage.market.close())

const money = { amount: 10_000, currency: 'CNY' }
const share = { shopId: 1, amount: 10_000, received: 10_000 }

/** Makes each node happen once more; `audience` chooses where one node has an event for the buyer and one for the shop. */
function happen(node: NodeCode, { audience }: Cell): Promise<unknown> {
  const { tradeNo, orderNo } = trade
  const whole = audience === 'buyer' || audience === 'platform'
  const facts = { buyerId: 'b1', currency: 'CNY', payable: 10_000 }
  const attempt = { payableNo: tradeNo, ...money, received: 9_999, channel: 'mock', failureCode: 'declined' }
  const refund = (source: 'item' | 'surplus') => ({
    payableNo: tradeNo,
    itemNo: orderNo,
    ...money,
    source,
    failureCode: null,
    shopId: 1,
  })
  const shares = [{ ...share, orderNos: [orderNo] }]
  switch (node) {
    case 'pay_reminder':
      return stage.teller.remindBeforeClose()
    case 'part_paid_reminder':
      return stage.teller.remindPartPaid()
    case 'instalment_due':
      return stage.teller.remindInstalments([
        { tradeNo, buyerId: 'b1', part: 2, ...money, dueAt: stage.market.clock.now() },
      ])
    case 'paid':
      return whole
        ? stage.happen('trade.paid', tradeNo, { ...facts, orderNos: [orderNo] })
        : stage.happen('order.paid', orderNo, { ...facts, tradeNo, shopId: 1 })
    case 'part_paid':
      return stage.happen('order.partly_paid', orderNo, { ...facts, tradeNo, shopId: 1 })
    case 'closed':
      return stage.happen('trade.closed', tradeNo, { ...facts, orderNos: [orderNo] })
    case 'held':
      return stage.happen('payment.authorized', trade.tradeNo, { ...attempt, shares })
    case 'payment_failed':
      return stage.happen('payment.failed', trade.tradeNo, { ...attempt, shares })
    case 'payment_conflicted':
      return stage.happen('payment.conflicted', trade.tradeNo, { ...attempt, shares })
    case 'paid_twice':
      return stage.happen('refund.approved', tradeNo, refund('surplus'))
    case 'surplus_refunded':
      return stage.happen('refund.succeeded', tradeNo, refund('surplus'))
    case 'dispute_opened':
    case 'dispute_won':
    case 'dispute_lost': {
      const { itemNo: _, ...facts } = refund('item')
      const dispute = { ...facts, reason: 'fraudulent', respondBy: '2026-03-09T04:00:00.000Z' }
      return stage.happen(node.replace('_', '.'), tradeNo, dispute)
    }
    default:
      return stage.happen(node.replace('_', '.'), tradeNo, refund('item'))
  }
}

/** Before a reminder: the trade is open, near its end, paid in part, and nothing was said yet. */
async function rewind(): Promise<void> {
  const { db } = stage.market.database
  const now = stage.market.clock.now()
  await stage.forget()
  await sql`delete from webhook_delivery`.execute(db)
  await sql`update trade set expires_at = ${new Date(now.getTime() + 120_000)},
    placed_at = ${new Date(now.getTime() - 1_800_000)}`.execute(db)
  await sql`insert into push_reminder (kind, subject, rounds, due_at, created_at)
    values ('part_paid', ${trade.tradeNo}, 0, ${now}, ${now})`.execute(db)
}

const heard = async () => {
  const rows = (await stage.messages()).map(({ node, audience, way }) => `${node} ${audience} ${way}`)
  const { rows: owed } = await sql<{ endpoint_id: string }>`
    select endpoint_id from webhook_delivery`.execute(stage.market.database.db)
  return [...rows, ...owed.map(({ endpoint_id }) => endpoint_id)]
}

async function fanOut(): Promise<void> {
  const { db } = stage.market.database
  const idle = { sweep: async () => 0, settled: async () => {}, drain: async () => {}, inFlight: () => 0 }
  const loop = outboxLoops(db, idle, () => {}).find(({ name }) => name === 'webhook_fanout')!
  while ((await loop.run(stage.market.clock.now(), new AbortController().signal)) > 0);
}

describe('[K1] every node × audience × way is switched by itself', () => {
  it('there is a switch for each of them', () => {
    expect(new Set(CELLS.map(({ node }) => node))).toEqual(new Set(NODE_CODES))
    expect(new Set(CELLS.map(({ audience }) => audience))).toEqual(
      new Set(['buyer', 'carrier', 'merchant', 'platform']),
    )
    expect(new Set(CELLS.map(({ way }) => way))).toEqual(new Set(['site', 'sms', 'mail', 'app', 'webhook']))
  })

  it.each(NODE_CODES)(
    '%s: on tells exactly him over exactly this way, off tells nobody',
    { timeout: 60_000 },
    async (node) => {
      for (const cell of CELLS.filter((one) => one.node === node)) {
        const name =
          cell.way === 'webhook'
            ? `whe_${cell.audience === 'platform' ? 'platform' : 'shop'}`
            : `${node} ${cell.audience} ${cell.way}`
        await stage.turn(cell, true)
        await rewind()
        await happen(node, cell)
        await fanOut()
        expect(await heard(), name).toEqual([name])
        await stage.turn(cell, false)
        await rewind()
        await happen(node, cell)
        await fanOut()
        expect(await heard(), `${name} off`).toEqual([])
      }
    },
  )
})
