import { sql } from 'kysely'
import type { Step } from '../kernel/fact.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { ints, texts, times } from './arrays.ts'
import type { Tx } from './db.ts'

/** Writes the steps of a batch. The database refuses a move that no machine has. */
export async function saveHistory(tx: Tx, steps: readonly Step[], now: Date): Promise<void> {
  if (steps.length === 0) return
  await sql`
    insert into history (shard, no, version, move, actor, reason, occurred_at, recorded_at)
    select *, ${now}::timestamptz from unnest(
      ${ints(steps.map((s) => shardOfNumber(s.no)))}::smallint[], ${texts(steps.map((s) => s.no))}::text[],
      ${ints(steps.map((s) => s.version))}::int[], ${texts(steps.map((s) => s.move))}::text[],
      ${texts(steps.map((s) => s.actor))}::text[], ${texts(steps.map((s) => s.reason))}::text[],
      ${times(steps.map((s) => s.occurredAt))}::timestamptz[])`.execute(tx)
}
