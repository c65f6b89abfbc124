import { sql } from 'kysely'
import { after, DAY, HOUR, MINUTE } from '../kernel/clock.ts'
import type { Db } from '../platform/db.ts'
import type { LoopSpec } from './loop.ts'

/** Work without a money deadline: it may run late, and once for all processes. */
export type Nightly = {
  readonly name: string
  /** Minutes after midnight, UTC. */
  readonly minute: number
  readonly run: (now: Date, signal: AbortSignal) => Promise<number>
}

/** The latest moment not after `now` at which the night's work was due. */
export function lastNight(now: Date, minute: number): Date {
  const today = new Date(now)
  today.setUTCHours(0, minute, 0, 0)
  return today > now ? after(today, -DAY) : today
}

/**
 * Takes tonight's work for this process; false where it is not due, or another has it. What nobody ran at its time is
 * due all the same, but a new shop has nothing to make up for. Who dies with it leaves the rest to the next night.
 */
export async function takeNight(db: Db, { name, minute }: Pick<Nightly, 'name' | 'minute'>, now: Date) {
  const { rows } = await sql<{ isNew: boolean }>`
    insert into nightly_run (name, taken_at) values (${name}, ${now})
    on conflict (name) do update set taken_at = excluded.taken_at
      where nightly_run.taken_at < ${lastNight(now, minute)}
    returning xmax = 0 as "isNew"`.execute(db)
  return rows.length > 0 && !rows[0]!.isNew
}

/** Looked at every few minutes; the first time is some way off, so that a start is not slowed. */
export const nightlyLoop = (db: Db, work: Nightly): LoopSpec => {
  let from: Date | undefined
  return {
    name: work.name,
    everyMs: 5 * MINUTE,
    run: async (now, signal) => {
      from ??= after(now, MINUTE)
      return now >= from && (await takeNight(db, work, now)) ? work.run(now, signal) : 0
    },
  }
}

/** 03:20 and 03:50 in China, when shops sleep. */
export const RETENTION_MINUTE = (19 * HOUR + 20 * MINUTE) / MINUTE
export const AUDIT_MINUTE = (19 * HOUR + 50 * MINUTE) / MINUTE
