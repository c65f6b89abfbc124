import { sql } from 'kysely'
import { after, DAY } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import { removeInPieces } from '../../platform/retention.ts'
import { keepDays } from '../../platform/retention-policy.ts'

const PIECE = 2_000

/**
 * Removes deliveries whose time is over by the policy, with their tries: a merchant can look up, and have repeated,
 * what was sent meanwhile. Dead letters stay twice as long.
 */
export async function forgetDeliveries(db: Db, now: Date, signal: AbortSignal): Promise<number> {
  const days = (await keepDays(db))('webhook_delivery')
  const removal = sql`
    delete from webhook_delivery where id in (
      select id from webhook_delivery
      where created_at < ${after(now, -days * DAY)} and state in ('delivered', 'cancelled')
        or created_at < ${after(now, -2 * days * DAY)} and state = 'dead'
      order by id limit ${PIECE})`
  return removeInPieces(db, removal, PIECE, signal)
}
