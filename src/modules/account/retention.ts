import { sql } from 'kysely'
import { HOUR } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'

/**
 * Removes what proves nobody any more: counters of past windows, spent codes, ended sessions, and revocations that
 * every token has outlived. Returns how many rows that were. Safe at any time: each is past its own time by an hour.
 */
export const forgetSpentCredentials = async (db: Db, now: Date): Promise<number> => {
  const past = new Date(now.getTime() - HOUR)
  const removals = [
    sql`delete from sign_in_throttle where window_start < ${new Date(past.getTime() - HOUR)}`,
    sql`delete from sign_in_code where expires_at < ${past}`,
    sql`delete from session_revocation where revoked_at < ${past}`,
    sql`delete from auth.session where "expiresAt" < ${past}`,
    sql`delete from auth.verification where "expiresAt" < ${past}`,
  ]
  let removed = 0
  for (const removal of removals) removed += Number((await removal.execute(db)).numAffectedRows ?? 0n)
  return removed
}
