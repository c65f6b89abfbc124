import { sql } from 'kysely'
import { shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import { type FreezeRow, freezeOf, type ReturnRow, returnOf, type SharingRow, sharingOf } from './rows.ts'
import { emptySharingBook, type SharingBook } from './types.ts'

/** Links that never change, read without a lock: which payable a sharing or a return belongs to. */
export async function payableNosOfSharings(tx: Tx, nos: readonly string[]): Promise<Map<string, string>> {
  if (nos.length === 0) return new Map()
  const wanted = sql`unnest(${ints(nos.map(shardOfNumber))}::smallint[], ${texts(nos)}::text[]) as w(shard, no)`
  const { rows } = await sql<{ no: string; payable_no: string }>`
    select s.sharing_no as no, s.payable_no from sharing s join ${wanted} on w.shard = s.shard and w.no = s.sharing_no
    union all
    select r.return_no, r.payable_no from sharing_return r join ${wanted} on w.shard = r.shard and w.no = r.return_no`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.no, row.payable_no]))
}

/** Attempts of these payables of which money is with others, or on its way to them. */
export async function sharedAttempts(tx: Tx, payableNos: readonly string[]): Promise<Set<string>> {
  if (payableNos.length === 0) return new Set()
  const { rows } = await sql<{ attempt_no: string }>`
    select distinct s.attempt_no from sharing s
    join unnest(${ints(payableNos.map(shardOfNumber))}::smallint[], ${texts(payableNos)}::text[]) as w(shard, payable_no)
      using (shard, payable_no)
    where s.state in ('approved', 'processing', 'finished')`.execute(tx)
  return new Set(rows.map((row) => row.attempt_no))
}

/** Those of these payables of which shared money was to come back with a refund. */
export async function returnedWithRefund(tx: Tx, payableNos: readonly string[]): Promise<string[]> {
  if (payableNos.length === 0) return []
  const { rows } = await sql<{ payable_no: string }>`
    select distinct payable_no from sharing_return
    join unnest(${ints(payableNos.map(shardOfNumber))}::smallint[], ${texts(payableNos)}::text[]) as w(shard, payable_no)
      using (shard, payable_no)
    where refund_no is not null`.execute(tx)
  return rows.map((row) => row.payable_no)
}

/** Everything shared of these payables. The lock of their payments guards it: take that one first. */
export async function lockSharings(tx: Tx, payableNos: readonly string[]): Promise<SharingBook> {
  const book = emptySharingBook()
  const nos = [...new Set(payableNos)]
  if (nos.length === 0) return book
  const wanted = sql`unnest(${ints(nos.map(shardOfNumber))}::smallint[], ${texts(nos)}::text[]) as w(shard, payable_no)`
  const { rows: freezes } = await sql<FreezeRow>`
    select f.* from sharing_freeze f join ${wanted} using (shard, payable_no)`.execute(tx)
  for (const row of freezes) book.freezes.set(row.attempt_no, freezeOf(row))
  const { rows: sharings } = await sql<SharingRow>`
    select s.* from sharing s join ${wanted} using (shard, payable_no) order by s.requested_at, s.sharing_no`.execute(
    tx,
  )
  for (const row of sharings) book.sharings.set(row.sharing_no, sharingOf(row))
  const { rows: returns } = await sql<ReturnRow>`
    select r.* from sharing_return r join ${wanted} using (shard, payable_no) order by r.requested_at, r.return_no`.execute(
    tx,
  )
  for (const row of returns) book.returns.set(row.return_no, returnOf(row))
  return book
}
