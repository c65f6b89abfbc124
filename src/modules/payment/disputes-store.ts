import { type RawBuilder, sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import { shardOfNumber } from '../../kernel/number.ts'
import { bools, ints, jsons, texts, times } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { newestByNumber, type Page } from '../../platform/newest.ts'
import { type Dispute, type DisputeBook, type DisputeResponse, emptyDisputeBook } from './dispute-types.ts'
import { addTo } from './types.ts'

type Row = {
  dispute_no: string
  channel: string
  channel_dispute_no: string
  payable_no: string
  attempt_no: string
  state: Dispute['state']
  amount: number
  currency: string
  reason: string
  opened_at: Date
  respond_by: Date | null
  is_withdrawn: boolean
  kept: Dispute['kept']
  covered: number
  wish: Dispute['wish']
  response: DisputeResponse | null
  wished_by: string | null
  wished_at: Date | null
  confirmed_by: string | null
  next_at: Date | null
  tries: number
  closed_at: Date | null
  version: number
}

const disputeFrom = (row: Row): Dispute => ({
  disputeNo: row.dispute_no,
  channel: row.channel,
  channelDisputeNo: row.channel_dispute_no,
  payableNo: row.payable_no,
  attemptNo: row.attempt_no,
  state: row.state,
  amount: row.amount,
  currency: row.currency,
  reason: row.reason,
  openedAt: row.opened_at,
  respondBy: row.respond_by,
  isWithdrawn: row.is_withdrawn,
  kept: row.kept,
  covered: row.covered,
  wish: row.wish,
  response: row.response,
  wishedBy: row.wished_by,
  wishedAt: row.wished_at,
  confirmedBy: row.confirmed_by,
  nextAt: row.next_at,
  tries: row.tries,
  closedAt: row.closed_at,
  version: row.version,
})

/** The disputes of payments that are locked: the payment's lock guards them. */
export async function loadDisputes(tx: Tx, payableNos: readonly string[]): Promise<DisputeBook> {
  const book = emptyDisputeBook()
  if (payableNos.length === 0) return book
  const { rows } = await sql<Row>`
    select d.* from dispute d
    join unnest(${ints(payableNos.map(shardOfNumber))}::smallint[], ${texts(payableNos)}::text[]) as w(shard, payable_no)
      using (shard, payable_no) order by d.opened_at, d.dispute_no`.execute(tx)
  for (const row of rows) addTo(book.byPayable, row.payable_no, disputeFrom(row))
  return book
}

/** Links that never change: the payables of disputes, by the disputes' numbers. */
export async function payablesOfDisputes(tx: Tx, nos: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ dispute_no: string; payable_no: string }>`
    select dispute_no, payable_no from dispute
    join unnest(${ints(nos.map(shardOfNumber))}::smallint[], ${texts(nos)}::text[]) as w(shard, dispute_no)
      using (shard, dispute_no)`.execute(tx)
  return new Map(rows.map((row) => [row.dispute_no, row.payable_no]))
}

export async function saveDisputes(tx: Tx, book: DisputeBook): Promise<void> {
  const rows = [...new Set([...book.added, ...book.touched])]
  if (rows.length === 0) return
  const { numAffectedRows } = await sql`
    insert into dispute (shard, dispute_no, channel, channel_dispute_no, payable_no, attempt_no, state, amount, currency,
      reason, opened_at, respond_by, is_withdrawn, kept, covered, wish, response, wished_by, wished_at, confirmed_by,
      next_at, tries, closed_at, version)
    select shard, no, channel, channel_no, payable_no, attempt_no, state, amount, currency, reason, opened_at,
      respond_by, is_withdrawn, kept::jsonb, covered, wish, response::jsonb, wished_by, wished_at, confirmed_by, next_at,
      tries, closed_at, version
    from unnest(${ints(rows.map((d) => shardOfNumber(d.disputeNo)))}::smallint[],
      ${texts(rows.map((d) => d.disputeNo))}::text[], ${texts(rows.map((d) => d.channel))}::text[],
      ${texts(rows.map((d) => d.channelDisputeNo))}::text[], ${texts(rows.map((d) => d.payableNo))}::text[],
      ${texts(rows.map((d) => d.attemptNo))}::text[], ${texts(rows.map((d) => d.state))}::text[],
      ${ints(rows.map((d) => d.amount))}::bigint[], ${texts(rows.map((d) => d.currency))}::text[],
      ${texts(rows.map((d) => d.reason))}::text[], ${times(rows.map((d) => d.openedAt))}::timestamptz[],
      ${times(rows.map((d) => d.respondBy))}::timestamptz[], ${bools(rows.map((d) => d.isWithdrawn))}::boolean[],
      ${jsons(rows.map((d) => d.kept))}::text[], ${ints(rows.map((d) => d.covered))}::bigint[], ${texts(rows.map((d) => d.wish))}::text[],
      ${jsons(rows.map((d) => d.response))}::text[],
      ${texts(rows.map((d) => d.wishedBy))}::text[], ${times(rows.map((d) => d.wishedAt))}::timestamptz[],
      ${texts(rows.map((d) => d.confirmedBy))}::text[], ${times(rows.map((d) => d.nextAt))}::timestamptz[],
      ${ints(rows.map((d) => d.tries))}::int[],
      ${times(rows.map((d) => d.closedAt))}::timestamptz[], ${ints(rows.map((d) => d.version))}::int[])
      as n(shard, no, channel, channel_no, payable_no, attempt_no, state, amount, currency, reason, opened_at,
        respond_by, is_withdrawn, kept, covered, wish, response, wished_by, wished_at, confirmed_by, next_at, tries,
        closed_at, version)
    order by shard, no
    on conflict (shard, dispute_no) do update set state = excluded.state, respond_by = excluded.respond_by,
      is_withdrawn = excluded.is_withdrawn, kept = excluded.kept, covered = excluded.covered, wish = excluded.wish, response = excluded.response,
      wished_by = excluded.wished_by, wished_at = excluded.wished_at,
      confirmed_by = excluded.confirmed_by, next_at = excluded.next_at,
      tries = excluded.tries, closed_at = excluded.closed_at, version = excluded.version`.execute(tx)
  assert(Number(numAffectedRows) === rows.length, 'a dispute changed under its payment’s lock')
}

export async function findDispute(db: Db, disputeNo: string): Promise<Dispute | undefined> {
  const { rows } = await sql<Row>`
    select * from dispute where shard = ${shardOfNumber(disputeNo)} and dispute_no = ${disputeNo}`.execute(db)
  return rows[0] && disputeFrom(rows[0])
}

export type DisputeFilter = { state?: string; open?: boolean; cursor?: string; limit?: number }

/** Disputes, newest first. */
export async function listDisputes(db: Db, filter: DisputeFilter = {}): Promise<Page<Dispute>> {
  const { state, open, cursor, limit = 50 } = filter
  const filters: RawBuilder<unknown>[] = []
  if (state !== undefined) filters.push(sql`d.state = ${state}`)
  if (open !== undefined) filters.push(open ? sql`d.closed_at is null` : sql`d.closed_at is not null`)
  const { items, nextCursor } = await newestByNumber<Row>(db, {
    table: sql`dispute d`,
    row: sql`d.*`,
    no: sql`d.dispute_no`,
    kind: 'dispute',
    reach: [],
    filters,
    cursor,
    limit,
  })
  return { items: items.map(disputeFrom), nextCursor }
}

/** Disputes that something is to be told the channel about, the longest due first. */
export async function dueDisputes(db: Db, now: Date, limit: number): Promise<Dispute[]> {
  const { rows } = await sql<Row>`
    select * from dispute where next_at <= ${now} order by next_at limit ${limit}`.execute(db)
  return rows.map(disputeFrom)
}

/** The attempt that a channel knows by its own number only. */
export async function attemptByChannelNo(
  db: Db,
  channel: string,
  channelNo: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ attempt_no: string }>`
    select attempt_no from attempt where channel = ${channel} and channel_no = ${channelNo}`.execute(db)
  return rows[0]?.attempt_no
}
