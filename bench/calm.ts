import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/**
 * Waits until the product has caught up with what the measurements before it have left: events published and read,
 * and the auditor's look at them. What it does for the orders of its own measurement is part of that.
 */
export async function calm(pool: pg.Pool, since: Date): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ calm: boolean }>(
      `select not exists (select from outbox where position is null)
         and coalesce((select min(next_position) from outbox_reader)
           >= (select next_position from outbox_head), false)
         and (exists (select from auditor_run where finished_at > $1) or not exists (select from outbox)) as calm`,
      [since],
    )
    if (rows[0]?.calm) return
    await sleep(200)
  }
}
