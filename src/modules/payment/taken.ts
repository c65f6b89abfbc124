import { sql } from 'kysely'
import type { Amount } from '../../kernel/money.ts'
import { shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'

/** What has come in for payables so far; one that nobody has tried to pay is absent. */
export async function capturedOf(db: Db | Tx, payableNos: readonly string[]): Promise<Map<string, Amount>> {
  if (payableNos.length === 0) return new Map()
  const { rows } = await sql<{ payable_no: string; captured: Amount }>`
    select p.payable_no, p.captured from payment p
    join unnest(${ints(payableNos.map(shardOfNumber))}::smallint[], ${texts(payableNos)}::text[])
      as w(shard, payable_no) using (shard, payable_no)`.execute(db)
  return new Map(rows.map((row) => [row.payable_no, row.captured]))
}
