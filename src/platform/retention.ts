import { sql } from 'kysely'
import { after, DAY } from '../kernel/clock.ts'
import type { Db } from './db.ts'

/** A caller may repeat a request for a week; after that its key is free again. */
export const KEY_DAYS = 7
/** Events stay readable for a month after every reader has had them. */
export const EVENT_DAYS = 30
/** Rows of one statement: short locks, little to repeat. */
const PIECE = 5_000

/** Removes what has served its time, in pieces, until nothing is left or the signal says stop. */
export async function forget(db: Db, now: Date, signal: AbortSignal): Promise<number> {
  const keysUntil = after(now, -KEY_DAYS * DAY)
  const eventsUntil = after(now, -EVENT_DAYS * DAY)
  let total = 0
  for (const remove of [() => oldKeys(db, keysUntil), () => oldEvents(db, eventsUntil)]) {
    for (let removed = PIECE; removed === PIECE && !signal.aborted; ) {
      removed = await remove()
      total += removed
    }
  }
  return total
}

async function oldKeys(db: Db, until: Date): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from command_key where ctid = any(array(
      select ctid from command_key where created_at < ${until} limit ${PIECE}))`.execute(db)
  return Number(numAffectedRows)
}

/** Never what a reader has still before it. */
async function oldEvents(db: Db, until: Date): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from outbox where id in (
      select id from outbox
      where recorded_at < ${until}
        and position + event_count <= (select min(next_position) from outbox_reader)
      order by position limit ${PIECE})`.execute(db)
  return Number(numAffectedRows)
}
