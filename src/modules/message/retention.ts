import { sql } from 'kysely'
import { after, DAY } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'

/** A merchant can look up, and have repeated, what was sent in the last month. Dead letters stay twice as long. */
export const DELIVERY_DAYS = 30
const PIECE = 2_000

/** Removes deliveries whose time is over, with their tries, in pieces. */
export async function forgetDeliveries(db: Db, now: Date, signal: AbortSignal): Promise<number> {
  let total = 0
  for (let removed = PIECE; removed === PIECE && !signal.aborted; ) {
    const { numAffectedRows = 0n } = await sql`
      delete from webhook_delivery where id in (
        select id from webhook_delivery
        where created_at < ${after(now, -DELIVERY_DAYS * DAY)} and state in ('delivered', 'cancelled')
          or created_at < ${after(now, -2 * DELIVERY_DAYS * DAY)} and state = 'dead'
        order by id limit ${PIECE})`.execute(db)
    removed = Number(numAffectedRows)
    total += removed
  }
  return total
}
