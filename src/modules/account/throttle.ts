import { sql } from 'kysely'
import { HOUR, MINUTE } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'

export type Limit = { readonly name: string; readonly windowMs: number; readonly most: number }

/** Limits of signing in (row Q11): each per subject and window, counted in the database for all processes together. */
export const LIMITS = {
  codePerPhone: { name: 'code phone', windowMs: MINUTE, most: 1 },
  codePerPhoneHour: { name: 'code phone hour', windowMs: HOUR, most: 6 },
  codePerAddress: { name: 'code address', windowMs: 10 * MINUTE, most: 30 },
  triesPerPhone: { name: 'try phone', windowMs: 10 * MINUTE, most: 20 },
  triesPerAddress: { name: 'try address', windowMs: 10 * MINUTE, most: 100 },
  triesPerUsername: { name: 'try name', windowMs: 10 * MINUTE, most: 10 },
} as const satisfies Record<string, Limit>

/**
 * Counts one more and says for how many seconds the subject must wait: 0 means go on.
 * The row of a window is its own lock, so two processes never both take the last place.
 */
export const throttle = async (db: Db, limit: Limit, subject: string, now: Date): Promise<number> => {
  const start = Math.floor(now.getTime() / limit.windowMs) * limit.windowMs
  const { rows } = await sql<{ hits: number }>`
    insert into sign_in_throttle (subject, window_start, hits)
    values (${`${limit.name} ${subject}`}, ${new Date(start)}, 1)
    on conflict (subject, window_start) do update set hits = sign_in_throttle.hits + 1
    returning hits`.execute(db)
  if ((rows[0]?.hits ?? 0) <= limit.most) return 0
  return Math.ceil((start + limit.windowMs - now.getTime()) / 1000)
}
