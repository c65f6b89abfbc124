import { sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import { shardOfNumber } from '../../kernel/number.ts'
import { bools, ints, jsons, texts, times } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import { saveHistory } from '../../platform/history.ts'
import { together } from '../../platform/together.ts'
import { saveCaptures, saveParts } from './holds-store.ts'
import { saveSchedules } from './plan-store.ts'
import type { Attempt, Flow, Payment, PaymentBook, PaymentItem, Refund, Share } from './types.ts'

const shards = (nos: readonly string[]): string => ints(nos.map(shardOfNumber))

/** Writes what the batch did: each row once, from its loaded to its final state, new rows as they ended. */
export async function savePayments(tx: Tx, book: PaymentBook, now: Date): Promise<void> {
  const { added, touched } = book
  await together(
    tx,
    (tx) => upsertPayments(tx, [...new Set([...added.payments, ...touched.payments])], added.payments),
    (tx) => upsertItems(tx, [...new Set([...added.items, ...touched.items])], added.items),
    (tx) => upsertShares(tx, [...new Set([...added.shares, ...touched.shares])], added.shares),
    (tx) => upsertAttempts(tx, [...new Set([...added.attempts, ...touched.attempts])], added.attempts),
    (tx) => upsertRefunds(tx, [...new Set([...added.refunds, ...touched.refunds])], added.refunds),
    (tx) => saveSchedules(tx, book),
    (tx) => saveCaptures(tx, [...added.captures]),
    (tx) => saveParts(tx, [...added.parts]),
    (tx) => insertFlows(tx, book.flows, now),
    (tx) => saveHistory(tx, book.steps, now),
  )
}

/** New rows are inserted, the others updated; both from the same arrays. */
function split<T>(rows: readonly T[], added: ReadonlySet<T>): { fresh: T[]; known: T[] } {
  return { fresh: rows.filter((row) => added.has(row)), known: rows.filter((row) => !added.has(row)) }
}

const counted = (affected: bigint | undefined, rows: readonly unknown[], what: string): void =>
  assert(Number(affected) === rows.length, `${what} changed under its payment's lock`)

async function upsertPayments(tx: Tx, rows: readonly Payment[], added: ReadonlySet<Payment>): Promise<void> {
  const columns = (of: readonly Payment[]) => sql`
    unnest(${shards(of.map((p) => p.payableNo))}::smallint[], ${texts(of.map((p) => p.payableNo))}::text[],
      ${texts(of.map((p) => p.buyerId))}::text[], ${texts(of.map((p) => p.state))}::text[],
      ${texts(of.map((p) => p.currency))}::text[], ${ints(of.map((p) => p.due))}::bigint[],
      ${ints(of.map((p) => p.captured))}::bigint[], ${ints(of.map((p) => p.surplus))}::bigint[],
      ${ints(of.map((p) => p.refunding))}::bigint[], ${ints(of.map((p) => p.refunded))}::bigint[],
      ${ints(of.map((p) => p.surplusRefunding))}::bigint[], ${ints(of.map((p) => p.surplusRefunded))}::bigint[],
      ${bools(of.map((p) => p.isOneAtATime))}::boolean[],
      ${bools(of.map((p) => p.takesParts))}::boolean[], ${texts(of.map((p) => p.plan))}::text[], ${times(of.map((p) => p.expiresAt))}::timestamptz[],
      ${times(of.map((p) => p.createdAt))}::timestamptz[], ${ints(of.map((p) => p.version))}::int[])
      as n(shard, payable_no, buyer_id, state, currency, due, captured, surplus, refunding, refunded,
        surplus_refunding, surplus_refunded, is_one_at_a_time, takes_parts, plan, expires_at, created_at, version)`
  const { fresh, known } = split(rows, added)
  if (fresh.length > 0)
    await sql`
      insert into payment (shard, payable_no, buyer_id, state, currency, due, captured, surplus, refunding, refunded,
        surplus_refunding, surplus_refunded, is_one_at_a_time, takes_parts, plan, expires_at, created_at, version)
      select * from ${columns(fresh)} order by 1, 2`.execute(tx)
  if (known.length === 0) return
  const { numAffectedRows } = await sql`
    update payment p set state = n.state, due = n.due, captured = n.captured, surplus = n.surplus,
      refunding = n.refunding, refunded = n.refunded, surplus_refunding = n.surplus_refunding,
      surplus_refunded = n.surplus_refunded, takes_parts = n.takes_parts, plan = n.plan, expires_at = n.expires_at, version = n.version
    from ${columns(known)}
    where p.shard = n.shard and p.payable_no = n.payable_no and p.version <= n.version`.execute(tx)
  counted(numAffectedRows, known, 'a payment')
}

async function upsertItems(
  tx: Tx,
  rows: readonly PaymentItem[],
  added: ReadonlySet<PaymentItem>,
): Promise<void> {
  const columns = (of: readonly PaymentItem[]) => sql`
    unnest(${shards(of.map((i) => i.payableNo))}::smallint[], ${texts(of.map((i) => i.payableNo))}::text[],
      ${texts(of.map((i) => i.itemNo))}::text[], ${texts(of.map((i) => i.allocationNo))}::text[],
      ${ints(of.map((i) => i.payeeId))}::bigint[], ${ints(of.map((i) => i.due))}::bigint[],
      ${ints(of.map((i) => i.captured))}::bigint[], ${ints(of.map((i) => i.refunding))}::bigint[],
      ${ints(of.map((i) => i.refunded))}::bigint[], ${ints(of.map((i) => i.kept))}::bigint[],
      ${bools(of.map((i) => i.cancelled))}::boolean[])
      as n(shard, payable_no, item_no, allocation_no, payee_id, due, captured, refunding, refunded, kept, cancelled)`
  const { fresh, known } = split(rows, added)
  if (fresh.length > 0)
    await sql`
      insert into payment_item (shard, payable_no, item_no, allocation_no, payee_id, due, captured, refunding,
        refunded, kept, cancelled)
      select * from ${columns(fresh)}`.execute(tx)
  if (known.length === 0) return
  const { numAffectedRows } = await sql`
    update payment_item i set due = n.due, captured = n.captured, refunding = n.refunding, refunded = n.refunded,
      kept = n.kept, cancelled = n.cancelled
    from ${columns(known)}
    where i.shard = n.shard and i.payable_no = n.payable_no and i.item_no = n.item_no`.execute(tx)
  counted(numAffectedRows, known, 'a payment item')
}

async function upsertShares(tx: Tx, rows: readonly Share[], added: ReadonlySet<Share>): Promise<void> {
  const columns = (of: readonly Share[]) => sql`
    unnest(${shards(of.map((s) => s.payableNo))}::smallint[], ${texts(of.map((s) => s.payableNo))}::text[],
      ${texts(of.map((s) => s.itemNo))}::text[], ${texts(of.map((s) => s.attemptNo))}::text[],
      ${ints(of.map((s) => s.amount))}::bigint[], ${ints(of.map((s) => s.refunding))}::bigint[],
      ${ints(of.map((s) => s.refunded))}::bigint[], ${ints(of.map((s) => s.disputed))}::bigint[])
      as n(shard, payable_no, item_no, attempt_no, amount, refunding, refunded, disputed)`
  const { fresh, known } = split(rows, added)
  if (fresh.length > 0)
    await sql`
      insert into payment_share (shard, payable_no, item_no, attempt_no, amount, refunding, refunded, disputed)
      select * from ${columns(fresh)}`.execute(tx)
  if (known.length === 0) return
  const { numAffectedRows } = await sql`
    update payment_share s set refunding = n.refunding, refunded = n.refunded, disputed = n.disputed
    from ${columns(known)}
    where s.shard = n.shard and s.payable_no = n.payable_no and s.item_no = n.item_no
      and s.attempt_no = n.attempt_no`.execute(tx)
  counted(numAffectedRows, known, 'a share')
}

async function upsertAttempts(tx: Tx, rows: readonly Attempt[], added: ReadonlySet<Attempt>): Promise<void> {
  /** What never changes is sent once. */
  const frozen = (of: readonly Attempt[]) => sql`
    ${texts(of.map((a) => a.payableNo))}::text[], ${texts(of.map((a) => a.itemNos.join(',')))}::text[],
    ${texts(of.map((a) => a.channel))}::text[], ${texts(of.map((a) => a.method))}::text[],
    ${texts(of.map((a) => a.groupNo))}::text[], ${texts(of.map((a) => a.combinedNo))}::text[],
    ${texts(of.map((a) => a.capture))}::text[], ${jsons(of.map((a) => a.payer))}::text[],
    ${ints(of.map((a) => a.amount))}::bigint[], ${texts(of.map((a) => a.currency))}::text[],
    ${texts(of.map((a) => a.description))}::text[], ${times(of.map((a) => a.expiresAt))}::timestamptz[],
    ${times(of.map((a) => a.createdAt))}::timestamptz[]`
  const moving = (of: readonly Attempt[]) => sql`
    ${shards(of.map((a) => a.attemptNo))}::smallint[], ${texts(of.map((a) => a.attemptNo))}::text[],
    ${ints(of.map((a) => a.units))}::bigint[], ${bools(of.map((a) => a.isOpen))}::boolean[],
    ${texts(of.map((a) => a.state))}::text[], ${jsons(of.map((a) => a.presentation))}::text[],
    ${texts(of.map((a) => a.channelNo))}::text[], ${ints(of.map((a) => a.held))}::bigint[],
    ${times(of.map((a) => a.heldUntil))}::timestamptz[], ${ints(of.map((a) => a.received))}::bigint[],
    ${texts(of.map((a) => a.receivedCurrency))}::text[], ${ints(of.map((a) => a.captured))}::bigint[],
    ${ints(of.map((a) => a.surplus))}::bigint[], ${ints(of.map((a) => a.fee))}::bigint[],
    ${texts(of.map((a) => a.failureCode))}::text[], ${times(of.map((a) => a.nextQueryAt))}::timestamptz[],
    ${ints(of.map((a) => a.queryCount))}::int[], ${times(of.map((a) => a.succeededAt))}::timestamptz[],
    ${ints(of.map((a) => a.version))}::int[]`
  const names = sql`shard, attempt_no, units, is_open, state, presentation, channel_no, held, held_until, received,
    received_currency, captured, surplus, fee, failure_code, next_query_at, query_count, succeeded_at, version`
  const { fresh, known } = split(rows, added)
  if (fresh.length > 0)
    await sql`
      insert into attempt (shard, attempt_no, payable_no, item_nos, channel, method, group_no, combined_no, capture,
        payer, units, is_open, state, amount, currency, description, presentation, channel_no, held_amount, held_until,
        received_amount, received_currency, captured_amount, surplus_amount, fee_amount, failure_code, expires_at,
        next_query_at, query_count, created_at, succeeded_at, version)
      select shard, attempt_no, payable_no, string_to_array(item_nos, ','), channel, method, group_no, combined_no,
        capture, payer::jsonb, units, is_open, state, amount, currency, description, presentation::jsonb, channel_no,
        held, held_until, received, received_currency, captured, surplus, fee, failure_code, expires_at,
        next_query_at, query_count, created_at, succeeded_at, version
      from unnest(${moving(fresh)}, ${frozen(fresh)}) as n(${names}, payable_no, item_nos, channel, method, group_no,
        combined_no, capture, payer, amount, currency, description, expires_at, created_at) order by 1, 2`.execute(
      tx,
    )
  if (known.length === 0) return
  const { numAffectedRows } = await sql`
    update attempt a set state = n.state, units = n.units, is_open = n.is_open,
      presentation = n.presentation::jsonb, channel_no = n.channel_no,
      held_amount = n.held, held_until = n.held_until, received_amount = n.received,
      received_currency = n.received_currency, captured_amount = n.captured, surplus_amount = n.surplus,
      fee_amount = n.fee,
      failure_code = n.failure_code, next_query_at = n.next_query_at, query_count = n.query_count,
      succeeded_at = n.succeeded_at, version = n.version
    from unnest(${moving(known)}) as n(${names})
    where a.shard = n.shard and a.attempt_no = n.attempt_no and a.version <= n.version`.execute(tx)
  counted(numAffectedRows, known, 'an attempt')
}

async function upsertRefunds(tx: Tx, rows: readonly Refund[], added: ReadonlySet<Refund>): Promise<void> {
  const columns = (of: readonly Refund[]) => sql`
    unnest(${shards(of.map((r) => r.refundNo))}::smallint[], ${texts(of.map((r) => r.refundNo))}::text[],
      ${texts(of.map((r) => r.requestNo))}::text[],
      ${texts(of.map((r) => r.payableNo))}::text[], ${texts(of.map((r) => r.itemNo))}::text[],
      ${texts(of.map((r) => r.attemptNo))}::text[], ${texts(of.map((r) => r.source))}::text[],
      ${bools(of.map((r) => r.toWallet))}::boolean[],
      ${texts(of.map((r) => r.state))}::text[], ${ints(of.map((r) => r.amount))}::bigint[],
      ${texts(of.map((r) => r.currency))}::text[], ${jsons(of.map((r) => r.components))}::text[],
      ${texts(of.map((r) => r.reason))}::text[], ${texts(of.map((r) => r.requestedBy))}::text[],
      ${texts(of.map((r) => r.decidedBy))}::text[], ${texts(of.map((r) => r.channelRefundNo))}::text[],
      ${texts(of.map((r) => r.failureCode))}::text[], ${times(of.map((r) => r.nextAt))}::timestamptz[],
      ${times(of.map((r) => r.plannedAt))}::timestamptz[], ${ints(of.map((r) => r.tries))}::int[],
      ${jsons(of.map((r) => r.redirect))}::text[], ${times(of.map((r) => r.requestedAt))}::timestamptz[],
      ${times(of.map((r) => r.succeededAt))}::timestamptz[], ${times(of.map((r) => r.returnedAt))}::timestamptz[],
      ${texts(of.map((r) => r.bounceNo))}::text[], ${ints(of.map((r) => r.version))}::int[])
      as n(shard, refund_no, request_no, payable_no, item_no, attempt_no, source, to_wallet, state, amount, currency, components, reason,
        requested_by, decided_by, channel_refund_no, failure_code, next_at, planned_at, tries, redirect, requested_at,
        succeeded_at, returned_at, bounce_no, version)`
  const { fresh, known } = split(rows, added)
  // What ends first makes room for what is asked for again.
  if (known.length > 0) {
    const { numAffectedRows } = await sql`
      update refund r set state = n.state, decided_by = n.decided_by, channel_refund_no = n.channel_refund_no,
        failure_code = n.failure_code, next_at = n.next_at, planned_at = n.planned_at, tries = n.tries,
        redirect = n.redirect::jsonb, succeeded_at = n.succeeded_at, returned_at = n.returned_at, bounce_no = n.bounce_no,
        version = n.version
      from ${columns(known)}
      where r.shard = n.shard and r.refund_no = n.refund_no and r.version <= n.version`.execute(tx)
    counted(numAffectedRows, known, 'a refund')
  }
  if (fresh.length > 0)
    await sql`
      insert into refund (shard, refund_no, request_no, payable_no, item_no, attempt_no, source, to_wallet, state, amount, currency,
        components, reason, requested_by, decided_by, channel_refund_no, failure_code, next_at, planned_at, tries, redirect,
        requested_at, succeeded_at, returned_at, bounce_no, version)
      select shard, refund_no, request_no, payable_no, item_no, attempt_no, source, to_wallet, state, amount, currency, components::jsonb,
        reason, requested_by, decided_by, channel_refund_no, failure_code, next_at, planned_at, tries, redirect::jsonb, requested_at,
        succeeded_at, returned_at, bounce_no, version
      from ${columns(fresh)} order by 1, 2`.execute(tx)
}

async function insertFlows(tx: Tx, flows: readonly Flow[], now: Date): Promise<void> {
  if (flows.length === 0) return
  await sql`
    insert into payment_flow (shard, source_no, payable_no, direction, channel, channel_no, amount, currency,
      description, occurred_at, recorded_at)
    select *, ${now}::timestamptz from unnest(${shards(flows.map((f) => f.sourceNo))}::smallint[],
      ${texts(flows.map((f) => f.sourceNo))}::text[], ${texts(flows.map((f) => f.payableNo))}::text[],
      ${texts(flows.map((f) => f.direction))}::text[], ${texts(flows.map((f) => f.channel))}::text[],
      ${texts(flows.map((f) => f.channelNo))}::text[], ${ints(flows.map((f) => f.amount))}::bigint[],
      ${texts(flows.map((f) => f.currency))}::text[], ${texts(flows.map((f) => f.description))}::text[],
      ${times(flows.map((f) => f.occurredAt))}::timestamptz[])`.execute(tx)
}
