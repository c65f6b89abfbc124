import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillOurWays, fillUnanswered } from '../../test/support/queue-rows.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { fund } from '../../test/support/wallet.ts'
import { DAY, MINUTE } from '../kernel/clock.ts'
import { MATRIX } from '../modules/account/index.ts'
import { findRefund } from '../modules/payment/index.ts'
import { countQueues, listQueue, QUEUES, queuesFor } from './index.ts'
import type { WorkItem, WorkQueue } from './types.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
  const hotel = market.shops.get(3)
  if (hotel) market.shops.set(3, { ...hotel, autoConfirm: false })
  await fillPayments()
  await fillSharings()
  await fillOurWays(market.database.db, market.clock.now())
  await fillUnanswered(market.database.db, market.clock.now())
  await fillTrades()
  await fillWallets()
  await fillHouse()
  await fillPromises()
  await market.advance(11 * MINUTE)
})
afterAll(() => market.close())

const value = <T>(outcome: { ok: true; value: T } | { ok: false; rejection: { code: string } }): T => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.rejection.code}`)
  return outcome.value
}
let keys = 0
const by = (caller: string) => ({ caller, key: `q${++keys}`, requestHash: '', actor: caller })

/** Bought and with an attempt; `paid` also paid in this amount (null: as asked). */
const bought = async (skuId: number, paid?: number | null) => {
  const placed = value(await market.buy(`b${++keys}`, [[skuId, 1]]))
  const attempt = value(await market.pay(`b${keys}`, placed.tradeNo))
  if (paid !== undefined) {
    market.provider.pay(attempt.attemptNo, paid === null ? {} : { amount: paid })
    await market.deliver(market.provider.takeNotices())
  }
  const orderNo = placed.orders[0]?.orderNo ?? ''
  return { tradeNo: placed.tradeNo, orderNo, attemptNo: attempt.attemptNo, buyerId: `b${keys}` }
}

const fillPayments = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await bought(11, 9_999)
  const { attemptNo } = await bought(11, 9_998)
  value(await market.flows.refundSurplus({ ...by('staff:a'), attemptNo, reason: 'wrong amount' }))
  for (let i = 0; i < 3; i++) {
    market.provider.arm('timeout_after')
    await bought(11)
  }
  for (let i = 0; i < 8; i++) {
    const { orderNo, attemptNo: paid } = await bought(21, null)
    const ask = { ...by('staff:a'), orderNo, units: null, reason: 'broken' }
    const { refundNo } = value(await market.flows.requestRefund(ask))
    if (i < 6 && i % 2 === 0) continue
    market.provider.arm('refund_abnormal', paid)
    value(await market.flows.decideRefund({ ...by('staff:b'), refundNo, action: 'approve', reason: null }))
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    if (i >= 6) await cameBack(refundNo)
  }
}

/** Somebody sent it to our bank account, on the pages of the provider. */
const cameBack = async (refundNo: string): Promise<void> => {
  const { amount } = (await findRefund(market.database.db, refundNo))!
  const at = market.clock.now().toISOString()
  const about = { about: 'refund', kind: 'returned', channelRefundNo: 'R-1', amount, returnedAt: at } as const
  const facts = { channel: 'mock', kind: 'query', sourceId: `${refundNo}/returned`, verified: true } as const
  const stored = value(
    await market.flows.lanes.storeEvidence.submit({
      ...by('channel:mock'),
      ...facts,
      now: market.clock.now(),
      verdict: 'verified',
      subjectNo: refundNo,
      report: about,
      headers: {},
      body: Buffer.from(''),
    }),
  )
  await market.flows.lanes.applyEvidence.submit({
    ...by('rule'),
    now: market.clock.now(),
    evidenceId: stored.id,
  })
}

/** Shared money as it waits: before its channel lets it go, for the second person, and where a receiver gave nothing back. */
const fillSharings = async (): Promise<void> => {
  const { db } = market.database
  const now = market.clock.now()
  for (const daysAgo of [26, 27, 29, 3, 31]) {
    const { attemptNo } = await bought(11, null)
    await sql`
      update attempt set succeeded_at = ${now}::timestamptz - ${daysAgo} * interval '1 day'
      where attempt_no = ${attemptNo}`.execute(db)
    await sql`
      insert into sharing_freeze (shard, attempt_no, payable_no, channel, frozen_days, asked_at)
      select shard, attempt_no, payable_no, channel, 30, succeeded_at from attempt where attempt_no = ${attemptNo}`.execute(
      db,
    )
  }
  const no = sql`'91260101080000000' || lpad(i::text, 3, '0') || '07'`
  await sql`
    insert into sharing (shard, sharing_no, payable_no, attempt_no, channel, channel_no, currency, state, amount,
      receivers, is_last, reason, requested_by, requested_at)
    select 7, ${no}, '1', '3', 'mock', 'c', 'CNY', case when i = 4 then 'rejected' else 'requested' end, 10, '[]', false,
      'split', 'staff:a', ${now} from generate_series(1, 4) i`.execute(db)
  await sql`
    insert into sharing_return (shard, return_no, sharing_no, payable_no, attempt_no, account, amount, currency, state,
      reason, requested_by, requested_at)
    select 7, ${no}, 's', '1', '3', 'm1', 10, 'CNY', case when i = 4 then 'succeeded' else 'failed' end, 'back',
      'rule:refund', ${now} from generate_series(1, 4) i`.execute(db)
}

/** Asked for by one of two people; the fourth was refused already. */
const fillWallets = async (): Promise<void> => {
  await sql`
    insert into wallet_adjustment (adjustment_no, buyer_id, kind, direction, currency, amount, units, reason, state,
      requested_by, requested_at, decided_by, decided_at, version)
    select '8126010108000000000' || i || '07', 'b', 'wallet', 'in', 'CNY', 5, 0, 'r',
      case when i = 4 then 'rejected' else 'requested' end, 'staff:a', ${market.clock.now()},
      case when i = 4 then 'staff:b' end, case when i = 4 then ${market.clock.now()}::timestamptz end, 1
    from generate_series(1, 4) i`.execute(market.database.db)
  // Points were given at one rate and are worth another now; somebody has asked for the books to follow.
  await fund(market, 'b', 1_000, 'points')
  await sql`
    insert into payment_setting (name, version, value, changed_by, reason, changed_at)
    values ('points', 1, '{"pointsPerYuan":50,"unit":1,"mostBps":5000}', 'staff:a', 'r', ${market.clock.now()})`.execute(
    market.database.db,
  )
  value(await market.flows.requestRevaluation({ ...by('staff:a'), reason: 'the rate' }))
}

const fillTrades = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await bought(31, null)
  for (let i = 0; i < 3; i++) {
    const { tradeNo, buyerId, attemptNo } = await bought(12)
    // The channel does not answer when it is asked about the attempt: the close waits.
    market.provider.arm('timeout_before', attemptNo)
    const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
    value(await market.flows.cancelTrade({ ...by(actor.id), tradeNo, actor, reason: 'changed my mind' }))
  }
}

/** Held money and promised cash of long ago, and what somebody said of it. */
const fillPromises = async (): Promise<void> => {
  const { db } = market.database
  const now = market.clock.now()
  const late = new Date(now.getTime() - 8 * DAY)
  const soon = new Date(now.getTime() + DAY)
  await sql`
    insert into attempt (shard, attempt_no, payable_no, item_nos, channel, method, capture, state, amount, currency,
      description, held_amount, held_until, expires_at, next_query_at, created_at)
    select 0, '31260101080000000' || i || '900', '1126010108000000000900', '{}', 'stripe', 'card', 'manual', 'authorized',
      100, 'CNY', 'd', 100, case when i = 4 then ${now}::timestamptz + interval '6 days' else ${soon} end, ${now}, ${soon}, ${late}
    from generate_series(1, 4) i`.execute(db)
  await sql`
    insert into attempt (shard, attempt_no, payable_no, item_nos, channel, method, capture, state, amount, currency,
      description, expires_at, created_at)
    select 0, '31260101080000001' || i || '900', '1126010108000000000900', '{}', 'cod', 'on_delivery', 'manual',
      'authorized', 100, 'CNY', 'd', ${now}, case when i = 4 then ${now}::timestamptz else ${late} end
    from generate_series(1, 4) i`.execute(db)
  await sql`
    insert into hand_entry (shard, subject_no, seq, direction, amount, currency, reference, occurred_at, recorded_by,
      recorded_at, is_confirmed, decided_by, decided_at)
    select 0, '31260101080000001' || i || '900', 1, 'in', 100, 'CNY', 'r', ${now}, 'staff:1', ${now},
      case when i = 4 then false end, case when i = 4 then 'staff:2' end, case when i = 4 then ${now}::timestamptz end
    from generate_series(1, 4) i`.execute(db)
}

/** What comes from outside of the sale is written as its module would have left it. */
const fillHouse = async (): Promise<void> => {
  const { db } = market.database
  const now = market.clock.now()
  const evidence = {
    channel: 'mock',
    kind: 'notice' as const,
    verified: true,
    verdict: 'verified',
    headers: {},
  }
  for (let i = 0; i < 4; i++) {
    // The last one says nothing that could be applied, so nobody has to look at it.
    const subjectNo = i === 3 ? null : `310000000000000000000${i}`
    const report = subjectNo ? { about: 'attempt' as const, kind: 'closed' as const } : null
    const told = {
      ...evidence,
      ...by('rule'),
      now,
      sourceId: `n${i}`,
      subjectNo,
      report,
      body: Buffer.from('{}'),
    }
    value(await market.flows.lanes.storeEvidence.submit(told))
  }
  await sql`
    insert into shop (id, code, name, name_en, logo, kind, self_operated, auto_confirm, pay_window_minutes, currency,
      base_freight, warehouse_id, state, version, catalog_version, created_at, updated_at)
    values (1, 's1', '店', 'Shop', '', 'retail', false, true, 30, 'CNY', 0, 1, 'open', 1, 1, ${now}, ${now})`.execute(
    db,
  )
  await sql`insert into category (id, code, name, name_en, sort, catalog_version) values (1, 'c', '类', 'C', 1, 1)`.execute(
    db,
  )
  await sql`
    insert into spu (id, shop_id, category_id, title, title_en, subtitle, subtitle_en, description, description_en,
      images, attributes, options, state, version, catalog_version, created_at, updated_at)
    values (1, 1, 1, '杯子', 'Cup', '', '', '', '', '{}', '[]', '[]', 'listed', 1, 1, ${now}, ${now})`.execute(
    db,
  )
  await sql`
    insert into sku (spu_id, position, spec, price, list_price, cost, currency, weight_g, volume_cm3, image, state, created_at)
    select 1, i, jsonb_build_object('色', i), 100, 100, case when i = 4 then 50 end, 'CNY', 1, 1, '', 'active', ${now}
    from generate_series(1, 4) i`.execute(db)
  await sql`
    insert into webhook_endpoint (id, shop_id, url, event_types, secret, created_at, updated_at)
    values ('we_1', 1, 'https://a.example/h', '{}', '', ${now}, ${now}),
      ('we_2', null, 'https://b.example/h', '{}', '', ${now}, ${now})`.execute(db)
  await sql`
    insert into push_message (dedup_key, node, audience, way, recipient, address, subject_no, title_zh, title_en,
      body_zh, body_en, language, variables, state, due_at, occurred_at, created_at)
    select n::text, 'paid', 'merchant', 'mail', 'shop:' || (1 + n % 2), 'a@b.example', ${'9'.repeat(22)}, '', '', '', '',
      'en', '{}', case when n > 3 then 'waiting' else 'dead' end, now(), now(), now()
    from generate_series(1, 5) n`.execute(db)
  await sql`
    insert into webhook_delivery (endpoint_id, event_id, event_type, position, body, state, due_at, created_at)
    select e.id, 'evt_' || i, 'order.paid', i, '{}', case when i = 3 then 'waiting' else 'dead' end, ${now}, ${now}
    from webhook_endpoint e, generate_series(1, 3) i`.execute(db)
  await sql`
    insert into evidence (channel, kind, source_id, verified, verdict, subject_no, headers, body, received_at, applied_at,
      outcome, seen_by, seen_at)
    select 'mock', 'notice', 'u' || i, true, 'verified', '3100000000000000000099', '{}', '', ${now}, ${now},
      case when i = 1 then 'contradicted' else 'no_subject' end, case when i = 3 then 'staff:1' end,
      case when i = 3 then ${now}::timestamptz end
    from generate_series(1, 3) i`.execute(db)
  await sql`
    insert into dispute (shard, dispute_no, channel, channel_dispute_no, payable_no, attempt_no, state, amount, currency,
      reason, opened_at, wish, next_at)
    select 0, '000000000000000000000' || i, 'mock', i::text, '1000000000000000000000', '3000000000000000000000',
      case when i = 4 then 'won' else 'needs_response' end, 100, 'CNY', 'general', ${now},
      case when i = 5 then 'respond' end, case when i = 5 then ${now}::timestamptz end
    from generate_series(1, 5) i`.execute(db)
  await sql`
    insert into duplicate_finding (kind, attempt_no, payable_no, order_nos, buyer_id, amount, currency, found_at, seen_by,
      seen_at)
    select 'surplus', '310000000000000000000' || i, '1000000000000000000000', '{}', 'b1', 100, 'CNY', ${now},
      case when i = 4 then 'staff:1' end, case when i = 4 then ${now}::timestamptz end
    from generate_series(1, 4) i`.execute(db)
  await sql`
    insert into auditor_break (code, subject, detail, first_run_id, last_run_id, found_at, last_seen_at, resolved_at)
    select 'journal_balanced', i::text, '{}', 1, 1, ${now}, ${now}, case when i = 4 then ${now}::timestamptz end
    from generate_series(1, 4) i`.execute(db)
}

const all = { shopId: null }
const view = (shopId: number | null = all.shopId) => ({ now: market.clock.now(), shopId })
/** The whole list, read page by page as a person scrolls. */
const walk = async (queue: WorkQueue, shopId: number | null = null): Promise<WorkItem[]> => {
  const items: WorkItem[] = []
  let after: string | null = null
  do {
    const page = await listQueue(market.database.db, queue, { view: view(shopId), after, limit: 2 })
    items.push(...page.items)
    after = page.nextCursor
  } while (after !== null)
  return items
}
const counted = async (code: string, shopId: number | null = null): Promise<number> => {
  const found = await countQueues(market.database.db, QUEUES, view(shopId))
  return found.find((one) => one.code === code)?.count ?? -1
}

const EXPECTED: Readonly<Record<string, number>> = {
  attempts_conflicted: 3,
  attempts_unknown: 6,
  holds_lapsing: 3,
  hand_entries_to_confirm: 3,
  cash_uncollected: 3,
  disputes: 3,
  duplicates: 3,
  refunds_to_approve: 4,
  refunds_failed: 3,
  refunds_returned: 2,
  refunds_to_transfer: 3,
  refunds_paid_twice: 3,
  refunds_unanswered: 3,
  sharings_unanswered: 3,
  sharings_owed: 3,
  evidence_unapplied: 3,
  evidence_unclaimed: 2,
  orders_to_confirm: 3,
  trades_closing: 3,
  cost_missing: 3,
  sharing_returns_failed: 3,
  frozen_not_shared: 3,
  sharings_to_approve: 3,
  wallet_adjustments_to_decide: 3,
  revaluations_to_decide: 1,
  points_drifted: 1,
  suspense: 1,
  pushes_dead: 3,
  webhooks_dead: 4,
  audit_breaks: 3,
}

describe('work queue', () => {
  it('[AB2] every queue of the house is filled here', () => {
    expect(QUEUES.map(({ code }) => code).sort()).toEqual(Object.keys(EXPECTED).sort())
  })

  it.each(QUEUES.map((queue) => [queue.code, queue] as const))(
    '[AB2] the count of %s is the length of its list, and its oldest and deadline are the list’s',
    async (code, queue) => {
      const [count] = await countQueues(market.database.db, [queue], view())
      const items = await walk(queue)
      expect(items).toHaveLength(EXPECTED[code] ?? -1)
      expect(count?.count).toBe(items.length)
      expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
      const times = (of: 'since' | 'deadlineAt') => items.map((item) => item[of].getTime())
      expect(count?.oldestAt?.getTime()).toBe(Math.min(...times('since')))
      expect(count?.deadlineAt?.getTime()).toBe(Math.min(...times('deadlineAt')))
      for (const { since, deadlineAt } of items) expect(deadlineAt > since).toBe(true)
    },
  )

  it('[AB2] a merchant counts and lists what is his, and sees no queue of the platform', async () => {
    const seen = queuesFor(MATRIX.owner.may, 1).map(({ code }) => code)
    expect(seen.sort()).toEqual(['cost_missing', 'orders_to_confirm', 'pushes_dead', 'webhooks_dead'])
    for (const queue of queuesFor(MATRIX.owner.may, 1)) {
      expect(await counted(queue.code, 1)).toBe((await walk(queue, 1)).length)
    }
    expect(await counted('orders_to_confirm', 3)).toBe(3)
    expect(await counted('orders_to_confirm', 1)).toBe(0)
    expect(await counted('webhooks_dead', 1)).toBe(2)
    expect(await counted('cost_missing', 3)).toBe(0)
  })

  it('[AB2] work that is done leaves its queue', async () => {
    const before = await counted('refunds_to_approve')
    const [{ no: refundNo } = { no: '' }] = await walk(
      QUEUES.find(({ code }) => code === 'refunds_to_approve')!,
    )
    value(await market.flows.decideRefund({ ...by('staff:b'), refundNo, action: 'reject', reason: 'no' }))
    expect(await counted('refunds_to_approve')).toBe(before - 1)
  })
})
