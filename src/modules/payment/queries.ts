import { type RawBuilder, sql } from 'kysely'
import type { Amount } from '../../kernel/money.ts'
import { shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { newestByNumber, type Page } from '../../platform/newest.ts'
import type { Report } from './evidence.ts'
import {
  type AttemptRow,
  attemptOf,
  type ItemRow,
  itemOf,
  type PaymentRow,
  paymentOf,
  type RefundRow,
  refundOf,
  type ShareRow,
  shareOf,
} from './rows.ts'
import type { Attempt, Flow, Payment, PaymentItem, Refund, Share } from './types.ts'

export async function findAttempt(db: Db, attemptNo: string): Promise<Attempt | undefined> {
  const { rows } = await sql<AttemptRow>`
    select * from attempt where shard = ${shardOfNumber(attemptNo)} and attempt_no = ${attemptNo}`.execute(db)
  return rows[0] && attemptOf(rows[0])
}

export async function findAttempts(db: Db | Tx, attemptNos: readonly string[]): Promise<Attempt[]> {
  const { rows } = await sql<AttemptRow>`
    select a.* from attempt a
    join unnest(${ints(attemptNos.map(shardOfNumber))}::smallint[], ${texts(attemptNos)}::text[])
      as w(shard, attempt_no) using (shard, attempt_no)`.execute(db)
  return rows.map(attemptOf)
}

/** The parts of a combined order 合单, one attempt on each of its trades; they never change. */
export async function partsUnder(db: Db, combinedNo: string): Promise<Attempt[]> {
  const { rows } = await sql<AttemptRow>`
    select * from attempt where shard = ${shardOfNumber(combinedNo)} and combined_no = ${combinedNo}
    order by attempt_no`.execute(db)
  return rows.map(attemptOf)
}

export async function findRefund(db: Db, refundNo: string): Promise<Refund | undefined> {
  const { rows } = await sql<RefundRow>`
    select * from refund where shard = ${shardOfNumber(refundNo)} and refund_no = ${refundNo}`.execute(db)
  return rows[0] && refundOf(rows[0])
}

/** All refunds of one request 退款申请, in the order of their making. */
export async function refundsAskedWith(
  db: Db,
  { payableNo, requestNo }: Pick<Refund, 'payableNo' | 'requestNo'>,
): Promise<Refund[]> {
  const { rows } = await sql<RefundRow>`
    select * from refund where shard = ${shardOfNumber(payableNo)} and payable_no = ${payableNo}
      and request_no = ${requestNo} order by requested_at, refund_no`.execute(db)
  return rows.map(refundOf)
}

export type PaymentView = {
  payment: Payment
  items: PaymentItem[]
  shares: Share[]
  attempts: Attempt[]
  refunds: Refund[]
  flows: (Flow & { recordedAt: Date })[]
}

/** A payment with all that belongs to it; undefined while nobody has tried to pay. */
export async function findPayment(db: Db, payableNo: string): Promise<PaymentView | undefined> {
  const key = sql`shard = ${shardOfNumber(payableNo)} and payable_no = ${payableNo}`
  const { rows } = await sql<PaymentRow>`select * from payment where ${key}`.execute(db)
  if (!rows[0]) return undefined
  const [items, shares, attempts, refunds, flows] = await Promise.all([
    sql<ItemRow>`select * from payment_item where ${key} order by item_no`.execute(db),
    sql<ShareRow>`select * from payment_share where ${key} order by item_no, attempt_no`.execute(db),
    sql<AttemptRow>`select * from attempt where ${key} order by created_at, attempt_no`.execute(db),
    sql<RefundRow>`select * from refund where ${key} order by requested_at, refund_no`.execute(db),
    sql<Flow & { recordedAt: Date }>`
      select source_no as "sourceNo", payable_no as "payableNo", direction, channel, channel_no as "channelNo", amount,
        currency, description, occurred_at as "occurredAt", recorded_at as "recordedAt"
      from payment_flow where ${key} order by recorded_at, source_no`.execute(db),
  ])
  return {
    payment: paymentOf(rows[0]),
    items: items.rows.map(itemOf),
    shares: shares.rows.map(shareOf),
    attempts: attempts.rows.map(attemptOf),
    refunds: refunds.rows.map(refundOf),
    flows: flows.rows,
  }
}

export type PaymentFilter = { state?: string; channel?: string; cursor?: string; limit?: number }

/** Payments, newest first. */
export async function listPayments(db: Db, filter: PaymentFilter = {}): Promise<Page<Payment>> {
  const { state, channel, cursor, limit = 50 } = filter
  const filters: RawBuilder<unknown>[] = []
  if (state !== undefined) filters.push(sql`p.state = ${state}`)
  if (channel !== undefined)
    filters.push(sql`exists (select from attempt a
      where a.shard = p.shard and a.payable_no = p.payable_no and a.channel = ${channel})`)
  const { items, nextCursor } = await newestByNumber<PaymentRow>(db, {
    table: sql`payment p`,
    row: sql`p.*`,
    no: sql`p.payable_no`,
    kind: 'trade',
    reach: [],
    filters,
    cursor,
    limit,
  })
  return { items: items.map(paymentOf), nextCursor }
}

export type RefundFilter = { state?: string; payeeId?: number; cursor?: string; limit?: number }

/** What waits for a person has an index of its own (`refund_waiting`). */
const WAITING: readonly string[] = ['requested', 'failed']

/** Refunds, newest first; with `payeeId` only those of one shop's orders. */
export async function listRefunds(db: Db, filter: RefundFilter = {}): Promise<Page<Refund>> {
  const { state, payeeId, cursor, limit = 50 } = filter
  const reach: RawBuilder<unknown>[] = []
  const filters: RawBuilder<unknown>[] = []
  if (state !== undefined) (WAITING.includes(state) ? reach : filters).push(sql`r.state = ${state}`)
  if (payeeId !== undefined)
    filters.push(sql`exists (select from payment_item i where i.shard = r.shard and i.payable_no = r.payable_no
      and i.item_no = r.item_no and i.payee_id = ${payeeId})`)
  const { items, nextCursor } = await newestByNumber<RefundRow>(db, {
    table: sql`refund r`,
    row: sql`r.*`,
    no: sql`r.refund_no`,
    kind: 'refund',
    reach,
    filters,
    cursor,
    limit,
  })
  return { items: items.map(refundOf), nextCursor }
}

/** The refunds of one order of a payment. */
export async function refundsOfItem(
  db: Db,
  { payableNo, itemNo }: { readonly payableNo: string; readonly itemNo: string },
): Promise<Refund[]> {
  const { rows } = await sql<RefundRow>`
    select * from refund where shard = ${shardOfNumber(payableNo)} and payable_no = ${payableNo} and item_no = ${itemNo}
    order by refund_no`.execute(db)
  return rows.map(refundOf)
}

export type EvidenceRow = {
  id: number
  channel: string
  kind: 'notice' | 'query' | 'operator'
  sourceId: string
  verified: boolean
  verdict: string
  subjectNo: string | null
  report: Report | null
  headers: Record<string, string>
  body: Buffer
  receivedAt: Date
  appliedAt: Date | null
  outcome: string | null
}

/** What was told about these attempts and refunds, in order of arrival. */
export async function evidenceOf(db: Db, subjectNos: readonly string[]): Promise<EvidenceRow[]> {
  const { rows } = await sql<EvidenceRow>`
    select id, channel, kind, source_id as "sourceId", verified, verdict, subject_no as "subjectNo", report, headers,
      body, received_at as "receivedAt", applied_at as "appliedAt", outcome
    from evidence where subject_no = any(${texts(subjectNos)}::text[]) order by id`.execute(db)
  return rows
}

/** Attempts in given states, oldest first: what the work queue and the sweeps look for. */
export async function attemptsIn(db: Db, states: readonly string[], limit = 100): Promise<Attempt[]> {
  const { rows } = await sql<AttemptRow>`
    select * from attempt where state = any(${texts(states)}::text[]) order by created_at limit ${limit}`.execute(
    db,
  )
  return rows.map(attemptOf)
}

export async function dueAttempts(db: Db, now: Date, limit: number): Promise<Attempt[]> {
  const { rows } = await sql<AttemptRow>`
    select * from attempt where next_query_at <= ${now} order by next_query_at limit ${limit}`.execute(db)
  return rows.map(attemptOf)
}

export async function dueRefunds(db: Db, now: Date, limit: number): Promise<Refund[]> {
  const { rows } = await sql<RefundRow>`
    select * from refund where next_at <= ${now} order by next_at limit ${limit}`.execute(db)
  return rows.map(refundOf)
}

/** `left`: what is asked for now; of a plan the next part alone. */
export type OpenAmount = { readonly captured: Amount; readonly left: Amount; readonly isPlanned: boolean }

/** What has come in for payables and what is due next; one that nobody has tried to pay is absent. */
export async function openAmounts(
  db: Db | Tx,
  payableNos: readonly string[],
): Promise<Map<string, OpenAmount>> {
  if (payableNos.length === 0) return new Map()
  const { rows } = await sql<OpenAmount & { payable_no: string }>`
    select p.payable_no, p.captured, p.plan is not null as "isPlanned",
      p.due - p.captured - coalesce((select max(later) from (
        select sum(i.amount) over (order by i.seq desc) - i.amount as later from payment_instalment i
        where i.shard = p.shard and i.payable_no = p.payable_no) as parts
        where later < p.due - p.captured), 0)::bigint as left
    from payment p
    join unnest(${ints(payableNos.map(shardOfNumber))}::smallint[], ${texts(payableNos)}::text[])
      as w(shard, payable_no) using (shard, payable_no)`.execute(db)
  return new Map(rows.map((row) => [row.payable_no, row]))
}
