import { randomBytes, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import { formatNumber, type NumberChannel, type NumberKind, PER_SECOND, scramble } from '../kernel/number.ts'
import type { Db } from './db.ts'

/** Makes business numbers without a round trip (row H3). Throws when its lease ran out: the caller is overloaded. */
export type Numbers = {
  next: (kind: NumberKind, channel: NumberChannel, shard: number) => string
  /** Keeps the lease ahead of the clock; called by a worker loop and safe to call at any time. */
  renew: () => Promise<void>
  release: () => Promise<void>
}

/** Thrown when the database could not be asked for more seconds: no number may be made past the reservation. */
export class LeaseExhausted extends Error {
  override readonly name = 'LeaseExhausted'
}

const AHEAD_SECONDS = 60

/**
 * Takes a free lease. `reserved_until` is written before any second up to it is used, so whoever takes the lease over
 * after a crash starts behind it; a clock that steps back changes nothing, because seconds only grow.
 */
export async function openNumbers(db: Db, clock: Clock): Promise<Numbers> {
  const holder = randomBytes(12).toString('hex')
  const secret = randomInt(2 ** 31)
  const clockSecond = () => Math.floor(clock.now().getTime() / 1000)
  let { lease, reservedUntil, second } = await takeLease(db, holder, clockSecond())
  // One counter per second serves all kinds, so that no kind's volume shows.
  let sequence = 0

  return {
    next(kind, channel, shard) {
      const current = clockSecond()
      if (current > second) {
        second = current
        sequence = 0
      } else if (sequence === PER_SECOND) {
        second += 1
        sequence = 0
      }
      if (second > reservedUntil) throw new LeaseExhausted('number lease not renewed in time')
      const slot = scramble(sequence++, second, secret)
      return formatNumber({ kind, channel, second, lease, slot, shard })
    },
    renew: async () => {
      const until = Math.max(second, clockSecond()) + AHEAD_SECONDS
      const { rows } = await sql`
        update number_lease set reserved_until = greatest(reserved_until, ${until})
        where lease = ${lease} and holder = ${holder} returning lease`.execute(db)
      if (rows.length === 1) {
        reservedUntil = Math.max(reservedUntil, until)
      } else {
        // Another process took the lease while this one stood still: start again on a free one.
        const taken = await takeLease(db, holder, clockSecond())
        lease = taken.lease
        reservedUntil = taken.reservedUntil
        second = taken.second
        sequence = 0
      }
    },
    // The seconds used so far stay reserved; the next holder starts behind them.
    release: async () => {
      await sql`update number_lease set holder = null where lease = ${lease} and holder = ${holder}`.execute(
        db,
      )
    },
  }
}

/** A free lease, or one whose reservation lies in the past: its holder can make no number any more. */
async function takeLease(db: Db, holder: string, now: number) {
  const { rows } = await sql<{ lease: number; second: number; until: number }>`
    update number_lease l
    set holder = ${holder}, reserved_until = f.second + ${AHEAD_SECONDS}
    from (
      select lease, greatest(reserved_until + 1, ${now}::bigint) as second from number_lease
      where holder is null or reserved_until < ${now} - 5
      order by holder is null desc, reserved_until, lease limit 1 for update skip locked) f
    where l.lease = f.lease
    returning l.lease, f.second, l.reserved_until as until`.execute(db)
  const row = rows[0]
  if (!row) throw new LeaseExhausted('all 100 number leases are in use')
  return { lease: row.lease, second: row.second, reservedUntil: row.until }
}
