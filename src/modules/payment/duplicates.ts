import { sql } from 'kysely'
import { after, HOUR, MINUTE } from '../../kernel/clock.ts'
import type { Amount, Currency } from '../../kernel/money.ts'
import { NUMBER_CHANNELS, NUMBER_KINDS, SHARDS, stampDigits } from '../../kernel/number.ts'
import { texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type Page, pageById } from '../../platform/newest.ts'

/**
 * What may have been paid twice 重复支付疑点. `surplus`: more came in than was due and no refund is on its way.
 * `same_goods`: the same buyer paid the same amount for the same goods in two trades, shortly one after the other.
 */
export type Suspicion = {
  readonly kind: 'surplus' | 'same_goods'
  readonly attemptNo: string
  readonly payableNo: string
  readonly otherAttemptNo: string | null
  readonly otherPayableNo: string | null
  /** The orders that the attempt pays. */
  readonly orderNos: readonly string[]
  readonly buyerId: string
  readonly amount: Amount
  readonly currency: Currency
}

export type Finding = Suspicion & {
  readonly id: number
  readonly foundAt: Date
  readonly seenBy: string | null
  readonly seenAt: Date | null
  readonly note: string | null
}

/** The rule gives a surplus back at once; what stands so long was left to people. */
const LEFT_ALONE_MS = 10 * MINUTE
/** Two like payments further apart than this are two purchases. */
const CLOSE_MS = 30 * MINUTE

/** Surplus that stands in suspense and that no refund gives back: the refund was given up, or nobody asked for one. */
export async function surplusLeft(db: Db, now: Date): Promise<Suspicion[]> {
  const { rows } = await sql<Suspicion>`
    select 'surplus' as kind, a.attempt_no as "attemptNo", a.payable_no as "payableNo", null as "otherAttemptNo",
      null as "otherPayableNo", a.item_nos as "orderNos", p.buyer_id as "buyerId", a.surplus_amount as amount,
      coalesce(a.received_currency, a.currency) as currency
    from attempt a join payment p using (shard, payable_no)
    where a.surplus_amount > 0 and a.state = 'succeeded' and a.succeeded_at <= ${after(now, -LEFT_ALONE_MS)}
      and not exists (select from refund r where r.shard = a.shard and r.attempt_no = a.attempt_no
        and r.source = 'surplus' and r.state <> 'rejected')
    order by a.attempt_no`.execute(db)
  return rows
}

export type Pair = Suspicion & { readonly otherOrderNos: readonly string[] }

/**
 * Pairs of like payments by one buyer in different trades, of attempts started since a moment. What has gone back, or
 * is on its way, is no suspicion any more, nor what was paid at once on purpose (合并付款). Whether the goods are the
 * same, the caller knows.
 */
export async function likePayments(db: Db, since: Date): Promise<Pair[]> {
  const first = `${NUMBER_KINDS.attempt}${NUMBER_CHANNELS.system}${stampDigits(Math.floor(after(since, -HOUR).getTime() / 1000))}`
  const { rows } = await sql<Pair>`
    with paid as materialized (
      select a.attempt_no, a.payable_no, a.item_nos, a.captured_amount as amount, a.currency, a.succeeded_at,
        a.combined_no, p.buyer_id
      from generate_series(0, ${SHARDS - 1}::int) as s(shard) cross join lateral (
        select * from attempt where shard = s.shard::smallint and attempt_no >= ${first}
          and created_at >= ${since} and state = 'succeeded' and captured_amount > 0) as a
      join payment p on p.shard = a.shard and p.payable_no = a.payable_no
      where p.captured > p.refunded + p.refunding)
    select 'same_goods' as kind, late.attempt_no as "attemptNo", late.payable_no as "payableNo",
      early.attempt_no as "otherAttemptNo", early.payable_no as "otherPayableNo", late.item_nos as "orderNos",
      early.item_nos as "otherOrderNos", late.buyer_id as "buyerId", late.amount, late.currency
    from paid late join paid early using (buyer_id, currency, amount)
    where early.payable_no <> late.payable_no
      and (late.combined_no is null or late.combined_no is distinct from early.combined_no)
      and (early.succeeded_at, early.attempt_no) < (late.succeeded_at, late.attempt_no)
      and late.succeeded_at - early.succeeded_at <= ${CLOSE_MS}::bigint * interval '1 millisecond'
    order by late.attempt_no, early.attempt_no`.execute(db)
  return rows
}

/** Keeps what is new of it; what was found before stays as it is, seen or not. Returns how many are new. */
export async function keepFindings(tx: Tx, suspicions: readonly Suspicion[], now: Date): Promise<number> {
  if (suspicions.length === 0) return 0
  const { numAffectedRows } = await sql`
    insert into duplicate_finding (kind, attempt_no, payable_no, other_attempt_no, other_payable_no, order_nos,
      buyer_id, amount, currency, found_at)
    select one->>'kind', one->>'attemptNo', one->>'payableNo', one->>'otherAttemptNo', one->>'otherPayableNo',
      array(select jsonb_array_elements_text(one->'orderNos')), one->>'buyerId', (one->>'amount')::bigint,
      one->>'currency', ${now}
    from jsonb_array_elements(${JSON.stringify(suspicions)}::jsonb) as one
    on conflict do nothing`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

export type Scan = { readonly scannedAt: Date; readonly since: Date; readonly found: number }

export async function noteScan(tx: Tx, askedBy: string, { scannedAt, since, found }: Scan): Promise<void> {
  await sql`insert into duplicate_scan (asked_by, scanned_at, since, found)
    values (${askedBy}, ${scannedAt}, ${since}, ${found})`.execute(tx)
}

export async function lastScan(db: Db): Promise<Scan | null> {
  const { rows } = await sql<Scan>`select scanned_at as "scannedAt", since, found from duplicate_scan
    order by id desc limit 1`.execute(db)
  return rows[0] ?? null
}

const columns = sql`id, kind, attempt_no as "attemptNo", payable_no as "payableNo",
  other_attempt_no as "otherAttemptNo", other_payable_no as "otherPayableNo", order_nos as "orderNos",
  buyer_id as "buyerId", amount, currency, found_at as "foundAt", seen_by as "seenBy", seen_at as "seenAt", note`

export type FindingFilter = { readonly seen?: boolean; readonly before?: number; readonly limit: number }

/** Findings, newest first. */
export async function listFindings(db: Db, { seen, before, limit }: FindingFilter): Promise<Page<Finding>> {
  // What nobody has seen has an index of its own.
  const unseen = seen === false ? [sql`seen_at is null`] : []
  return pageById<Finding>(db, {
    table: sql`duplicate_finding`,
    row: columns,
    id: sql`id`,
    reach: unseen,
    filters: seen === true ? [sql`seen_at is not null`] : [],
    beyond: before,
    limit,
  })
}

export async function findFinding(db: Db | Tx, id: number): Promise<Finding | undefined> {
  const { rows } = await sql<Finding>`select ${columns} from duplicate_finding where id = ${id}`.execute(db)
  return rows[0]
}

/** A person has looked at it. Whether it was open until now. */
export async function markFindingSeen(
  tx: Tx,
  { id, by, note, now }: { id: number; by: string; note: string; now: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update duplicate_finding set seen_by = ${by}, seen_at = ${now}, note = ${note}
    where id = ${id} and seen_at is null`.execute(tx)
  return Number(numAffectedRows ?? 0) === 1
}

/** Of these attempts those whose surplus no refund gives back. */
export async function withSurplusLeft(db: Db, attemptNos: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ attempt_no: string }>`
    select a.attempt_no from attempt a
    where a.surplus_amount > 0 and a.attempt_no = any(${texts(attemptNos)}::text[])
      and not exists (select from refund r where r.shard = a.shard and r.attempt_no = a.attempt_no
        and r.source = 'surplus' and r.state <> 'rejected')`.execute(db)
  return new Set(rows.map((row) => row.attempt_no))
}
