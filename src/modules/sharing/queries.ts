import { sql } from 'kysely'
import { SHARDS, shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db } from '../../platform/db.ts'
import { type FreezeRow, freezeOf, type ReturnRow, returnOf, type SharingRow, sharingOf } from './rows.ts'
import { emptySharingBook, type Sharing, type SharingBook, type SharingReturn } from './types.ts'

export async function findSharing(db: Db, sharingNo: string): Promise<Sharing | undefined> {
  const { rows } = await sql<SharingRow>`
    select * from sharing where shard = ${shardOfNumber(sharingNo)} and sharing_no = ${sharingNo}`.execute(db)
  return rows[0] && sharingOf(rows[0])
}

export async function findReturn(db: Db, returnNo: string): Promise<SharingReturn | undefined> {
  const { rows } = await sql<ReturnRow>`
    select * from sharing_return where shard = ${shardOfNumber(returnNo)} and return_no = ${returnNo}`.execute(
    db,
  )
  return rows[0] && returnOf(rows[0])
}

/** Everything that was shared of a payable, and came back, oldest first. */
export async function sharingsOfPayable(
  db: Db,
  payableNo: string,
): Promise<{ sharings: Sharing[]; returns: SharingReturn[] }> {
  const key = sql`shard = ${shardOfNumber(payableNo)} and payable_no = ${payableNo}`
  const [sharings, returns] = await Promise.all([
    sql<SharingRow>`select * from sharing where ${key} order by requested_at, sharing_no`.execute(db),
    sql<ReturnRow>`select * from sharing_return where ${key} order by requested_at, return_no`.execute(db),
  ])
  return { sharings: sharings.rows.map(sharingOf), returns: returns.rows.map(returnOf) }
}

/** The same with what is frozen of it, as decisions read it; nothing is locked. */
export async function sharingBookOf(db: Db, payableNo: string): Promise<SharingBook> {
  const [{ sharings, returns }, freezes] = await Promise.all([
    sharingsOfPayable(db, payableNo),
    sql<FreezeRow>`
      select * from sharing_freeze where shard = ${shardOfNumber(payableNo)} and payable_no = ${payableNo}
      order by attempt_no`.execute(db),
  ])
  return {
    ...emptySharingBook(),
    freezes: new Map(freezes.rows.map((row) => [row.attempt_no, freezeOf(row)])),
    sharings: new Map(sharings.map((one) => [one.sharingNo, one])),
    returns: new Map(returns.map((one) => [one.returnNo, one])),
  }
}

export type SharingFilter = {
  readonly state?: string
  /** With a part for this shop. */
  readonly shopId?: number
  readonly cursor?: string
  readonly limit: number
}

/** Each shard gives its newest by its own primary key; so the newest of all need no sort of the whole table. */
const everyShard = sql`(select i::smallint as shard from generate_series(0, ${SHARDS - 1}::int) as i) as n`

/** Sharings of all payments, newest first. */
export async function listSharings(db: Db, filter: SharingFilter) {
  const { state, shopId, cursor, limit } = filter
  const shop = shopId === undefined ? null : JSON.stringify([{ shopId }])
  const { rows } = await sql<SharingRow>`
    select s.* from ${everyShard} cross join lateral (select * from sharing
      where shard = n.shard and (${state ?? null}::text is null or state = ${state ?? null})
        and (${shop}::jsonb is null or receivers @> ${shop}::jsonb)
        and (${cursor ?? null}::text is null or sharing_no < ${cursor ?? null})
      order by sharing_no desc limit ${limit + 1}) as s
    order by s.sharing_no desc limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit).map(sharingOf)
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.sharingNo : null }
}

/** What was asked back of these sharings. */
export async function returnsOfSharings(db: Db, sharings: readonly Sharing[]): Promise<SharingReturn[]> {
  if (sharings.length === 0) return []
  const payables = [...new Set(sharings.map(({ payableNo }) => payableNo))]
  const { rows } = await sql<ReturnRow>`
    select r.* from sharing_return r
    join unnest(${ints(payables.map(shardOfNumber))}::smallint[], ${texts(payables)}::text[])
      as w(shard, payable_no) using (shard, payable_no)
    where r.sharing_no = any(${texts(sharings.map(({ sharingNo }) => sharingNo))}::text[])
    order by r.requested_at, r.return_no`.execute(db)
  return rows.map(returnOf)
}

/** Sharings to be sent, or to be asked about. */
export async function dueSharings(db: Db, now: Date, limit: number): Promise<Sharing[]> {
  const { rows } = await sql<SharingRow>`
    select * from sharing where next_at <= ${now} order by next_at limit ${limit}`.execute(db)
  return rows.map(sharingOf)
}

export async function dueReturns(db: Db, now: Date, limit: number): Promise<SharingReturn[]> {
  const { rows } = await sql<ReturnRow>`
    select * from sharing_return where next_at <= ${now} order by next_at limit ${limit}`.execute(db)
  return rows.map(returnOf)
}
