import { sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import { shardOfNumber } from '../../kernel/number.ts'
import { ints, texts, times } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { HandEntry } from './hand.ts'
import { addTo } from './types.ts'

type EntryRow = {
  subject_no: string
  seq: number
  direction: HandEntry['direction']
  amount: number
  currency: string
  reference: string
  note: string | null
  occurred_at: Date
  recorded_by: string
  recorded_at: Date
  is_confirmed: boolean | null
  decided_by: string | null
  decided_at: Date | null
}

const entryOf = (row: EntryRow): HandEntry => ({
  subjectNo: row.subject_no,
  seq: row.seq,
  direction: row.direction,
  amount: row.amount,
  currency: row.currency,
  reference: row.reference,
  note: row.note,
  occurredAt: row.occurred_at,
  recordedBy: row.recorded_by,
  recordedAt: row.recorded_at,
  isConfirmed: row.is_confirmed,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
})

/** What was said by hand of these attempts and refunds; their payment's lock guards it. */
export async function loadEntries(tx: Tx, nos: readonly string[]): Promise<Map<string, HandEntry[]>> {
  const { rows } = await sql<EntryRow>`
    select e.* from hand_entry e
    join unnest(${ints(nos.map(shardOfNumber))}::smallint[], ${texts(nos)}::text[]) as w(shard, subject_no)
      using (shard, subject_no) order by e.subject_no, e.seq`.execute(tx)
  const entries = new Map<string, HandEntry[]>()
  for (const row of rows) addTo(entries, row.subject_no, entryOf(row))
  return entries
}

export async function saveEntries(tx: Tx, entries: readonly HandEntry[]): Promise<void> {
  if (entries.length === 0) return
  const { numAffectedRows } = await sql`
    insert into hand_entry (shard, subject_no, seq, direction, amount, currency, reference, note, occurred_at, recorded_by,
      recorded_at, is_confirmed, decided_by, decided_at)
    select * from unnest(${ints(entries.map((e) => shardOfNumber(e.subjectNo)))}::smallint[],
      ${texts(entries.map((e) => e.subjectNo))}::text[], ${ints(entries.map((e) => e.seq))}::smallint[],
      ${texts(entries.map((e) => e.direction))}::text[], ${ints(entries.map((e) => e.amount))}::bigint[],
      ${texts(entries.map((e) => e.currency))}::text[], ${texts(entries.map((e) => e.reference))}::text[],
      ${texts(entries.map((e) => e.note))}::text[], ${times(entries.map((e) => e.occurredAt))}::timestamptz[],
      ${texts(entries.map((e) => e.recordedBy))}::text[], ${times(entries.map((e) => e.recordedAt))}::timestamptz[],
      ${texts(entries.map((e) => (e.isConfirmed === null ? null : String(e.isConfirmed))))}::boolean[], ${texts(entries.map((e) => e.decidedBy))}::text[],
      ${times(entries.map((e) => e.decidedAt))}::timestamptz[])
    on conflict (shard, subject_no, seq) do update set is_confirmed = excluded.is_confirmed,
      decided_by = excluded.decided_by, decided_at = excluded.decided_at
    where hand_entry.is_confirmed is null`.execute(tx)
  assert(Number(numAffectedRows) === entries.length, 'an entry was decided twice')
}

/** Which entry: what it is about, and which of its entries. */
export type EntryKey = Pick<HandEntry, 'subjectNo' | 'seq'>
export type EntryFilter = {
  readonly waiting?: boolean
  /** The last entry of the page before. */
  readonly beyond?: EntryKey
  readonly limit: number
}

/** Entries by hand, newest first; where one was decided meanwhile, the page goes on behind it all the same. */
export async function listEntries(
  db: Db,
  { waiting, beyond, limit }: EntryFilter,
): Promise<{ items: HandEntry[]; next: EntryKey | null }> {
  const conditions = [sql`true`]
  if (waiting !== undefined) conditions.push(sql`(is_confirmed is null) = ${waiting}`)
  if (beyond) {
    const { subjectNo, seq } = beyond
    const at = sql`(select recorded_at from hand_entry
      where shard = ${shardOfNumber(subjectNo)} and subject_no = ${subjectNo} and seq = ${seq})`
    conditions.push(
      sql`recorded_at <= ${at} and (recorded_at < ${at} or (subject_no, seq) > (${subjectNo}, ${seq}::smallint))`,
    )
  }
  const { rows } = await sql<EntryRow>`
    select * from hand_entry where ${sql.join(conditions, sql` and `)}
    order by recorded_at desc, subject_no, seq limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit).map(entryOf)
  return { items, next: rows.length > limit ? items.at(-1)! : null }
}

export async function findEntries(db: Db, subjectNo: string): Promise<HandEntry[]> {
  const { rows } = await sql<EntryRow>`
    select * from hand_entry where shard = ${shardOfNumber(subjectNo)} and subject_no = ${subjectNo}
    order by seq`.execute(db)
  return rows.map(entryOf)
}
