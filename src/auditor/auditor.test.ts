import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import type { Tx } from '../platform/db.ts'
import {
  auditWhenDue,
  CHECKS,
  countOpenBreaks,
  findBreaks,
  listAuditRuns,
  listOpenBreaks,
  runAudit,
} from './index.ts'
import { touchedSince } from './scope.ts'

const now = new Date('2026-01-02T00:00:00Z')
const later = new Date('2026-01-03T00:00:00Z')
let world: TestDatabase

beforeAll(async () => {
  world = await testDatabase({ max: 3 })
  await world.pool.query(readFileSync(new URL('./healthy.sql', import.meta.url), 'utf8'))
})
afterAll(() => world.drop())

const PAID = `'1126010108000000000107'`
const ORDER = `'2126010108000000000107'`
const CLOSED = `'1126010108000000000307'`
const FIRST = `'3126010108000000000107'`
const SECOND = `'3126010108000000000207'`
const REFUND = `'4126010108000000000107'`

/** An attempt that holds 500 for a trade; the hold lapsed long ago. */
const heldFor = (tradeNo: string): string =>
  `insert into attempt (shard, attempt_no, payable_no, item_nos, channel, method, capture, state, is_open, amount, currency,
    description, held_amount, held_until, expires_at, next_query_at, created_at)
  values (7, '3126010108000000000907', ${tradeNo}, '{2126010108000000000307}', 'stripe', 'card', 'manual', 'authorized',
    true, 500, 'CNY', 'd', 500, '2026-01-01', '2026-01-02', '2026-01-09', '2026-01-01')`
/** A part of a trade's schedule. */
const partOf = (tradeNo: string, kind: string, amount: number): string =>
  `update payment set plan = 'deposit' where payable_no = ${tradeNo};
   insert into payment_instalment (shard, payable_no, seq, kind, amount, due_at, is_kept, item_no, asked_by, created_at)
   values (7, ${tradeNo}, 1, '${kind}', ${amount}, '2026-01-09', ${kind === 'deposit'},
     ${kind === 'supplement' ? ORDER : 'null'}, 'buyer:b', '2026-01-01')`
/** The closed trade as if it were open, with a part of it paid. */
const reopened = `update trade set state = 'open' where trade_no = ${CLOSED};
  update payment set state = 'open', due = 500, captured = 100 where payable_no = ${CLOSED};
  update shop_order set state = 'created' where trade_no = ${CLOSED}`
const takenOf = (amount: number): string =>
  `insert into hold_capture (shard, attempt_no, capture_no, amount, asked_by, asked_at)
  values (7, ${FIRST}, 'c', ${amount}, 'staff:1', '2026-01-01')`

/** A sharing of the first attempt, as nobody's flow would have left it. */
const sharing = (state: string, amount: number, shared = 0, decidedBy = 'staff:8', nextAt = 'null') => `
  insert into sharing (shard, sharing_no, payable_no, attempt_no, channel, channel_no, currency, state, amount, shared,
    receivers, is_last, reason, requested_by, decided_by, next_at, requested_at)
  values (7, '9126010108000000000107', ${PAID}, ${FIRST}, 'wechat', 'wx1', 'CNY', '${state}', ${amount}, ${shared},
    '[{"account":"m1","amount":${shared},"state":"succeeded"}]', false, 'split', 'staff:7', '${decidedBy}', ${nextAt},
    '2026-01-01')`

/** The statement that breaks the world, and the checks that must see it; the first is the one under test. */
const violations: readonly [code: string, violation: string][] = [
  ['line_components', `update order_line set points_amount = 50 where order_no = ${ORDER}`],
  [
    'line_components',
    `update order_line set shop_discount = -100, platform_discount = 400 where order_no = ${ORDER}`,
  ],
  [
    'price_ledger_differs',
    `update order_line set stage_amounts = '{2000,-100,-199,100}' where order_no = ${ORDER}`,
  ],
  [
    'order_not_sum_of_lines',
    `update shop_order set freight_amount = 0, payable_amount = 1700 where order_no = ${ORDER}`,
  ],
  ['order_not_sum_of_lines', `delete from order_line where order_no = ${ORDER}`],
  ['trade_not_sum_of_orders', `update trade set order_nos = '{}' where trade_no = ${PAID}`],
  ['trade_not_sum_of_orders', `update shop_order set trade_no = ${CLOSED} where order_no = ${ORDER}`],
  ['trade_not_sum_of_orders', `delete from trade where trade_no = ${CLOSED}`],
  ['trade_not_sum_of_orders', `update trade set payable_amount = 1799 where trade_no = ${PAID}`],
  ['trade_not_sum_of_orders', `update shop_order set buyer_id = 'thief' where order_no = ${ORDER}`],
  ['due_differs', `update payment_item set due = 1801 where item_no = ${ORDER}`],
  ['due_differs', `delete from payment where payable_no = ${PAID}`],
  ['stock_identity', `update stock set on_hand = 11 where sku_id = 11`],
  ['stock_identity', `update stock set available = -1, committed = 11 where sku_id = 11`],
  ['stock_not_sum_of_moves', `update stock set available = 9, on_hand = 11 where sku_id = 11`],
  ['stock_not_sum_of_moves', `delete from stock_move where sku_id = 12 and version = 1`],
  ['stock_not_sum_of_moves', `delete from stock where sku_id = 12`],
  [
    'hold_amount_differs',
    `update stock_move set reserved = 3, available = -3 where sku_id = 11 and step = 1`,
  ],
  ['hold_astray', `delete from stock_move where sku_id = 11 and step = 2`],
  ['hold_astray', `update stock_move set kind = 'release' where sku_id = 11 and step = 2`],
  ['payment_out_of_bounds', `update payment set captured = 1801 where payable_no = ${PAID}`],
  ['payment_out_of_bounds', `update payment set surplus_refunding = 1 where payable_no = ${PAID}`],
  ['payment_out_of_bounds', `update payment_item set refunded = 1801 where item_no = ${ORDER}`],
  ['payment_not_sum_of_items', `update payment_item set captured = 1700 where item_no = ${ORDER}`],
  [
    'captured_not_sum_of_attempts',
    `update attempt set captured_amount = 0, surplus_amount = 1800 where attempt_no = ${FIRST}`,
  ],
  ['shares_differ', `update payment_share set amount = 1799 where item_no = ${ORDER}`],
  ['shares_differ', `update payment_share set attempt_no = 'another' where item_no = ${ORDER}`],
  ['attempt_money_astray', `delete from payment_flow where source_no = ${FIRST}`],
  ['attempt_money_astray', `update payment_flow set amount = 1799 where source_no = ${FIRST}`],
  ['attempt_money_astray', `update attempt set state = 'closed' where attempt_no = ${FIRST}`],
  [
    'combined_parts_differ',
    `update attempt set combined_no = '3126010108000000000507' where attempt_no = ${FIRST}`,
  ],
  [
    'combined_parts_differ',
    `update attempt set combined_no = '3126010108000000000507' where attempt_no in (${FIRST}, ${SECOND})`,
  ],
  ['flow_astray', `delete from attempt where attempt_no = ${FIRST}`],
  ['paid_not_covered', `update payment set captured = 1000 where payable_no = ${PAID}`],
  ['paid_not_covered', `update payment set state = 'open' where payable_no = ${PAID}`],
  ['paid_not_covered', `update trade set state = 'open', paid_at = null where trade_no = ${PAID}`],
  [
    'paid_not_covered',
    `update trade set state = 'paid', paid_at = placed_at, closed_at = null where trade_no = ${CLOSED}`,
  ],
  ['paid_not_covered', `update shop_order set received_amount = 0 where order_no = ${ORDER}`],
  ['paid_not_covered', `update shop_order set payment_state = 'unpaid' where order_no = ${ORDER}`],
  ['closed_with_money', `update payment_item set captured = 100 where payable_no = ${CLOSED}`],
  ['closed_with_money', `update shop_order set state = 'booking_failed' where order_no = ${ORDER}`],
  ['surplus_without_refund', `delete from refund`],
  [
    'promise_missing',
    `update trade set state = 'open', secured_by = 'hold' where trade_no = ${CLOSED};
     update payment set state = 'open', due = 500 where payable_no = ${CLOSED}`,
  ],
  [
    'promise_unheard',
    `update trade set state = 'open' where trade_no = ${CLOSED};
     update payment set state = 'open', due = 500 where payable_no = ${CLOSED};
     update shop_order set state = 'created' where trade_no = ${CLOSED};
     ${heldFor(CLOSED)}`,
  ],
  ['capture_differs', takenOf(1_700)],
  ['capture_differs', `${takenOf(1_800)}; update attempt set state = 'ready' where attempt_no = ${FIRST}`],
  [
    'hold_part_differs',
    `insert into hold_part (shard, attempt_no, hold_no, amount, asked_by, asked_at)
     values (7, ${FIRST}, 'no hold', 100, 'staff:1', '2026-01-02')`,
  ],
  ['schedule_not_due', partOf(PAID, 'balance', 1_799)],
  ['schedule_not_due', partOf(PAID, 'supplement', 1_801)],
  ['deposit_unheard', `${reopened}; ${partOf(CLOSED, 'deposit', 0)}`],
  ['kept_without_terms', `update payment_item set kept = 1 where item_no = ${ORDER}`],
  [
    'kept_without_terms',
    `${partOf(PAID, 'deposit', 1_800)}; update payment_item set kept = 1 where item_no = ${ORDER}`,
  ],
  ['hold_overdue', heldFor(CLOSED)],
  ['hand_money_astray', `update attempt set channel = 'cod' where attempt_no = ${FIRST}`],
  [
    'hand_money_astray',
    `insert into hand_entry (shard, subject_no, seq, direction, amount, currency, reference, occurred_at, recorded_by,
      recorded_at, is_confirmed, decided_by, decided_at)
    values (7, ${FIRST}, 1, 'in', 1800, 'CNY', 'r', '2026-01-01', 'staff:1', '2026-01-01', true, 'staff:2', '2026-01-01')`,
  ],
  ['refund_sums_differ', `update payment set surplus_refunded = 1700 where payable_no = ${PAID}`],
  ['refund_money_astray', `delete from payment_flow where source_no = ${REFUND}`],
  ['refund_money_astray', `update refund set state = 'processing', next_at = now()`],
  [
    'refund_money_astray',
    `update refund set redirect = '{"way":"wallet","second":{"no":"4126010108000000000999","channel":"wechat"}}'`,
  ],
  ['refund_our_way_astray', `update payment_flow set channel = 'offline' where source_no = ${REFUND}`],
  [
    'refund_our_way_astray',
    `update refund set redirect = '{"way":"hand","paid":"offline","isOpen":false,"decidedBy":"staff:9"}'`,
  ],
  ['dispute_money_astray', `update payment_share set disputed = 1 where item_no = ${ORDER}`],
  [
    'dispute_money_astray',
    `insert into dispute (shard, dispute_no, channel, channel_dispute_no, payable_no, attempt_no, state, amount,
       currency, reason, opened_at)
     select shard, '0' || substr(attempt_no, 2), channel, 'dp', payable_no, attempt_no, 'needs_response', 1, currency,
       'r', now() from attempt where captured_amount > 0 limit 1`,
  ],
  ['refund_above_attempt', `update refund set amount = 1801`],
  ['maker_is_checker', `update refund set requested_by = 'staff:7', decided_by = 'staff:7'`],
  ['shared_above_attempt', sharing('processing', 1801)],
  ['sharing_money_astray', sharing('finished', 100, 100)],
  [
    'sharing_money_astray',
    `insert into sharing_return (shard, return_no, sharing_no, payable_no, attempt_no, account, amount, currency, state,
      reason, requested_by, requested_at)
      values (7, '9126010108000000000207', '9126010108000000000107', ${PAID}, ${FIRST}, 'm1', 5, 'CNY', 'succeeded',
      'back', 'rule:refund', '2026-01-01')`,
  ],
  [
    'returned_without_refund',
    `insert into sharing_return (shard, return_no, sharing_no, payable_no, attempt_no, account, amount, currency, state,
      reason, requested_by, requested_at, refund_no, next_at)
      values (7, '9126010108000000000207', '9126010108000000000107', ${PAID}, ${FIRST}, 'm1', 5, 'CNY', 'requested',
      'back', 'rule:refund', '2026-01-01', '4126010108000000009907', now())`,
  ],
  ['sharing_unminded', sharing('approved', 100)],
  ['sharing_by_one', sharing('approved', 100, 0, 'staff:7', 'now()')],
  [
    'wallet_holds_differ',
    `update account set owner_type = 'member', owner_id = 'b', purpose = 'member_balance_held' where id = 2`,
  ],
  [
    'wallet_without_floor',
    `update account set owner_type = 'member', purpose = 'member_balance' where id = 1`,
  ],
  [
    'leg_held_for_nothing',
    `update attempt set channel = 'wallet', state = 'authorized', held_amount = 5 where attempt_no = ${SECOND}`,
  ],
  [
    'leg_pays_alone',
    `update attempt set group_no = ${FIRST}, channel = case when attempt_no = ${FIRST} then 'wallet' else 'wechat' end,
      state = case when attempt_no = ${FIRST} then 'succeeded' else 'closed' end`,
  ],
  ['adjustment_astray', `update journal set event = 'wallet_adjusted' where journal_no like '%0107'`],
  [
    'adjustment_astray',
    `insert into wallet_adjustment (adjustment_no, buyer_id, kind, direction, currency, amount, units, reason, state,
      requested_by, requested_at, decided_by, decided_at, version)
    values ('8126010108000000000107', 'b', 'wallet', 'in', 'CNY', 5, 0, 'r', 'approved', 'staff:1', '2026-01-01',
      'staff:2', '2026-01-01', 2)`,
  ],
  ['books_differ_from_business', `update balance set credit = credit + 1 where account_id = 3`],
  ['card_kept', `update refund set state = 'approved', redirect = '{"isOpen":false,"card":{"sealed":{}}}'`],
  [
    'revaluation_astray',
    `insert into points_revaluation (revaluation_no, currency, reason, state, requested_by, requested_at, decided_by,
      decided_at, points_per_yuan, units, held_units, held_amount, booked, worth, version)
      values ('8126010108000000000107', 'CNY', 'r', 'approved', 'staff:1', '2026-01-01', 'staff:2', '2026-01-01', 50, 100,
      0, 0, 100, 200, 2)`,
  ],
  ['journal_unbalanced', `update posting set amount = -1799 where journal_no like '%0107' and seq = 2`],
  ['journal_incomplete', `delete from posting where journal_no like '%0107' and seq = 2`],
  ['posting_astray', `delete from journal where journal_no like '%0107'`],
  ['posting_astray', `update posting set currency = 'USD' where journal_no like '%0107'`],
  ['currency_unbalanced', `update posting set amount = 1801 where journal_no like '%0107' and seq = 1`],
  ['balance_not_sum', `update balance set debit = debit + 1, credit = credit + 1 where account_id = 1`],
  ['balance_not_sum', `delete from balance where account_id = 2`],
  [
    'posting_chain_broken',
    `update posting set account_version = 4 where account_id = 1 and account_version = 3`,
  ],
  [
    'posting_chain_broken',
    `update posting set balance_after = 1 where account_id = 1 and account_version = 2`,
  ],
  ['balance_behind', `update balance set version = 4 where account_id = 1`],
  ['balance_below_floor', `update balance set floor = 1801 where account_id = 2`],
  [
    'illegal_move',
    `update history set move = 'trade:open>close>closed' where no = ${CLOSED} and version = 3`,
  ],
  ['history_broken', `delete from history where no = ${CLOSED} and version = 2`],
  ['state_without_history', `update attempt set state = 'conflicted' where attempt_no = ${FIRST}`],
  ['history_gap', `update trade set version = 4 where trade_no = ${CLOSED}`],
  ['history_gap', `delete from history where no = ${CLOSED}`],
  ['history_gap', `delete from history where no = '5126010108000000000107'`],
  ['state_without_history', `update payment set state = 'open' where payable_no = ${PAID}`],
  ['move_without_actor', `update history set actor = '' where no = ${CLOSED}`],
  [
    'unknown_made_failed',
    `update history set move = 'attempt:unknown>refuse>failed', actor = 'rule:timeout' where no = ${SECOND} and version = 3`,
  ],
  ['command_unanswered', `update command_key set answer = null`],
  ['acknowledged_but_missing', `update command_key set answer = '{"value":{"no":"1126010108000000000999"}}'`],
  ['acknowledged_but_missing', `update command_key set answer = null, made = '3126010108000000000999'`],
  ['outbox_gap', `update outbox set position = 4 where position = 3`],
  ['outbox_gap', `update outbox set event_count = 1 where position = 1`],
  ['outbox_gap', `update outbox_head set next_position = 9`],
  ['event_repeated', `update outbox set events = replace(events, '0000307', '0000107') where position = 3`],
  ['evidence_waiting', `update evidence set applied_at = null, outcome = null where source_id = 'n1'`],
  [
    'evidence_without_outcome',
    `update evidence set applied_at = now(), outcome = 'captured' where source_id = 'n3'`,
  ],
  ['money_without_evidence', `update evidence set verified = false where source_id = 'n1'`],
  ['nobody_minds', `update attempt set state = 'unknown' where attempt_no = ${FIRST}`],
  ['overdue', `update attempt set next_query_at = '2026-01-01' where attempt_no = ${FIRST}`],
]

/** Breaks the world as only a superuser with triggers and constraints out of the way can, looks, and takes it back. */
async function broken<T>(violation: string, look: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await world.db.startTransaction().execute()
  try {
    await sql`set local session_replication_role = replica`.execute(tx)
    const { rows } = await sql<{ drop: string }>`
      select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint
      where contype = 'c' and connamespace = 'public'::regnamespace`.execute(tx)
    for (const { drop } of rows) await sql.raw(`${drop}`).execute(tx)
    await sql.raw(`${violation}`).execute(tx)
    return await look(tx)
  } finally {
    await tx.rollback().execute()
  }
}

describe('auditor', () => {
  it.each(CHECKS)('$code finds nothing in a healthy world', async (check) => {
    expect(await findBreaks(world.db, check, { now, touched: null })).toEqual([])
    expect(await findBreaks(world.db, check, { now, touched: [PAID.slice(1, -1)] })).toEqual([])
  })

  it.each(violations)('[P11] finds %s after: %s', async (code, violation) => {
    const check = CHECKS.find((one) => one.code === code)!
    const found = await broken(violation, (tx) => findBreaks(tx, check, { now, touched: null }))
    expect(found.map(({ subject }) => subject)).not.toEqual([])
    for (const { subject } of found) expect(subject).toBeTruthy()
  })

  it.each(violations.filter(([code]) => CHECKS.some((one) => one.code === code && one.only !== 'whole')))(
    '[P11] finds %s among what changed as well, after: %s',
    async (code, violation) => {
      const check = CHECKS.find((one) => one.code === code)!
      // Events tell of orders too: one whose trade does not name it is found by its own number alone.
      const orders = ['2126010108000000000107', '2126010108000000000307']
      const [inAll, inChanged] = await broken(violation, async (tx) => [
        await findBreaks(tx, check, { now, touched: null }),
        await findBreaks(tx, check, { now, touched: [...(await touchedSince(tx, 1)), ...orders] }),
      ])
      expect(inChanged).toEqual(inAll)
    },
  )

  it('has a violation for each of its checks', () => {
    const tested = new Set(violations.map(([code]) => code))
    expect(CHECKS.filter(({ code }) => !tested.has(code)).map(({ code }) => code)).toEqual([])
  })

  it('keeps a break open until a whole run no longer finds it, and looks only at what changed in between', async () => {
    expect(await runAudit(world.db, 'whole', now)).toMatchObject({ scope: 'whole', breaks: 0, toPosition: 4 })
    await world.pool.query(`update trade set quote_hash = 'x', version = 3 where trade_no = ${PAID}`)
    const blind = await runAudit(world.db, 'changed', now)
    expect(blind, 'no event, nothing to look at').toMatchObject({ breaks: 0, fromPosition: 4, toPosition: 4 })
    await world.pool.query(`insert into outbox (position, event_count, events, recorded_at) values
      (4, 1, '[{"type":"order.noted","subject":"2126010108000000000107","sequence":4}]', now());
      update outbox_head set next_position = 5`)
    expect(await runAudit(world.db, 'changed', now)).toMatchObject({ breaks: 1, toPosition: 5 })
    expect(await listOpenBreaks(world.db)).toMatchObject([
      { code: 'history_gap', subject: PAID.slice(1, -1) },
    ])
    expect(await runAudit(world.db, 'whole', later)).toMatchObject({ breaks: 1 })
    expect(await countOpenBreaks(world.db)).toEqual({ count: 1, oldestAt: now })
    await world.pool.query(`update trade set version = 2 where trade_no = ${PAID}`)
    expect(await runAudit(world.db, 'whole', later)).toMatchObject({ breaks: 0 })
    expect(await listOpenBreaks(world.db)).toEqual([])
    expect((await listAuditRuns(world.db)).map(({ breaks }) => breaks)).toEqual([0, 1, 1, 0, 0])
  })

  it('runs by itself when it is due and something has happened', async () => {
    const own = await testDatabase({ max: 2 })
    const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
    try {
      await own.pool.query(readFileSync(new URL('./healthy.sql', import.meta.url), 'utf8'))
      await own.pool.query(`update trade set version = 3 where trade_no = ${PAID}`)
      expect(await auditWhenDue(own.db, 'whole', 1_440 * 60_000, at(0)), 'a start is not slowed').toBe(0)
      expect(await auditWhenDue(own.db, 'changed', 30_000, at(0))).toBe(1)
      expect(await auditWhenDue(own.db, 'changed', 30_000, at(0.2)), 'not due').toBe(0)
      expect(await auditWhenDue(own.db, 'changed', 30_000, at(2)), 'nothing happened').toBe(0)
      expect(await auditWhenDue(own.db, 'whole', 1_440 * 60_000, at(1_439)), 'not a day yet').toBe(0)
      expect(await auditWhenDue(own.db, 'whole', 1_440 * 60_000, at(1_440))).toBeGreaterThan(0)
      expect((await listAuditRuns(own.db)).map(({ scope }) => scope)).toEqual(['whole', 'changed'])
    } finally {
      await own.drop()
    }
  })
})
