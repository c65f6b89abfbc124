import { type RawBuilder, sql } from 'kysely'
import { shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db } from '../../platform/db.ts'
import { newestByNumber, type Page } from '../../platform/newest.ts'
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

/** Sharings of all payments, newest first. */
export async function listSharings(db: Db, filter: SharingFilter): Promise<Page<Sharing>> {
  const { state, shopId, cursor, limit } = filter
  const filters: RawBuilder<unknown>[] = []
  if (state !== undefined) filters.push(sql`s.state = ${state}`)
  if (shopId !== undefined) filters.push(sql`s.receivers @> ${JSON.stringify([{ shopId }])}::jsonb`)
  const { items, nextCursor } = await newestByNumber<SharingRow>(db, {
    table: sql`sharing s`,
    row: sql`s.*`,
    no: sql`s.sharing_no`,
    kind: 'sharing',
    reach: [],
    filters,
    cursor,
    limit,
  })
  return { items: items.map(sharingOf), nextCursor }
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

export type OwedReturn = Pick<SharingReturn, 'returnNo' | 'amount' | 'currency'> & { readonly shopId: number }

/** What shops owe of it, oldest first. */
export async function owedByShops(db: Db, limit: number): Promise<OwedReturn[]> {
  const { rows } = await sql<OwedReturn>`
    select r.return_no as "returnNo", r.amount, r.currency, (one ->> 'shopId')::bigint as "shopId"
    from sharing_return r join sharing s using (shard, sharing_no)
    cross join lateral jsonb_array_elements(s.receivers) as one
    where r.state = 'owed' and one ->> 'account' = r.account and one ->> 'shopId' is not null
    order by r.return_no limit ${limit}`.execute(db)
  return rows
}

export async function dueReturns(db: Db, now: Date, limit: number): Promise<SharingReturn[]> {
  const { rows } = await sql<ReturnRow>`
    select * from sharing_return where next_at <= ${now} order by next_at limit ${limit}`.execute(db)
  return rows.map(returnOf)
}
