import { type RawBuilder, sql } from 'kysely'
import { after, DAY } from '../kernel/clock.ts'
import type { Db } from './db.ts'
import { keepDays } from './retention-policy.ts'

/** Rows of one statement: short locks, little to repeat. */
const PIECE = 5_000

/** Runs a removal that takes at most `piece` rows again and again, until nothing is left or the signal says stop. */
export async function removeInPieces(
  db: Db,
  removal: RawBuilder<unknown>,
  piece: number,
  signal: AbortSignal,
): Promise<number> {
  let total = 0
  for (let removed = piece; removed === piece && !signal.aborted; ) {
    removed = Number((await removal.execute(db)).numAffectedRows ?? 0n)
    total += removed
  }
  return total
}

/** Removes what has served its time by its policy: keys of requests, and events that every reader has had. */
export async function forget(db: Db, now: Date, signal: AbortSignal): Promise<number> {
  const days = await keepDays(db)
  const removals = [
    oldKeys(after(now, -days('command_key') * DAY)),
    oldEvents(after(now, -days('event') * DAY)),
  ]
  let total = 0
  for (const removal of removals) total += await removeInPieces(db, removal, PIECE, signal)
  return total
}

/** A caller may repeat a request for so long; after that its key is free again. */
const oldKeys = (until: Date) => sql`
  delete from command_key where ctid = any(array(
    select ctid from command_key where created_at < ${until} limit ${PIECE}))`

/** Never what a reader has still before it. */
const oldEvents = (until: Date) => sql`
  delete from outbox where id in (
    select id from outbox
    where recorded_at < ${until}
      and position + event_count <= (select min(next_position) from outbox_reader)
    order by position limit ${PIECE})`
