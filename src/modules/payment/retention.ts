import { sql } from 'kysely'
import { after, DAY } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import { removeInPieces } from '../../platform/retention.ts'
import { keepDays } from '../../platform/retention-policy.ts'

const PIECE = 2_000

/**
 * Removes what carried no valid signature: kept to be looked into, not for ever. Verified evidence, payments and
 * flows are the record of money and are never removed.
 */
export async function forgetForgeries(db: Db, now: Date, signal: AbortSignal): Promise<number> {
  const days = await keepDays(db)
  const until = after(now, -days('evidence_unverified') * DAY)
  const removal = sql`
    delete from evidence where id in (
      select id from evidence where not verified and received_at < ${until}
      order by received_at limit ${PIECE})`
  return removeInPieces(db, removal, PIECE, signal)
}
