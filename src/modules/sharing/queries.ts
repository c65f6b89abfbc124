import { sql } from 'kysely'
import { shardOfNumber } from '../../kernel/number.ts'
import type { Db } from '../../platform/db.ts'
import { type ReturnRow, returnOf, type SharingRow, sharingOf } from './rows.ts'
import type { Sharing, SharingReturn } from './types.ts'

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
