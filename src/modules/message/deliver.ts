import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Seal } from '../../platform/seal.ts'
import { type Claimed, claimDue } from './claim.ts'
import { judge, type Sent } from './decide.ts'
import type { Poster } from './post.ts'
import { signatureHeaders } from './signature.ts'
import { lockFailures, recordTry } from './store.ts'

export type Courier = {
  /**
   * Takes what is due and sends it, without waiting for the answers. Returns how many were taken.
   * A crash after this leaves the rows leased: they go out again when the lease has passed.
   */
  readonly sweep: (now: Date) => Promise<number>
  /** Resolves when nothing is on its way any more. */
  readonly settled: () => Promise<void>
  /** Takes no more, gives answers `graceMs`, then hangs up; what was cut goes out again after its lease. */
  readonly drain: (graceMs: number) => Promise<void>
  readonly inFlight: () => number
}

export type CourierOptions = {
  readonly db: Db
  readonly clock: Clock
  readonly seal: Seal
  readonly poster: Poster
  /** Letters on their way at once, of this process. */
  readonly maxInFlight: number
  /** … and per receiver, of all processes. */
  readonly perEndpoint: number
  /** Called after each answer: there may be room for more. */
  readonly onRoom: () => void
  /** The answer could not be written down. The letter goes out again; somebody should know. */
  readonly onDefect: (error: unknown) => void
}

/** Claim, call, record: the call stands between two transactions, never inside one (row N19). */
export function courier(options: CourierOptions): Courier {
  const { db, poster, clock } = options
  const underway = new Set<Promise<void>>()
  const hangUp = new AbortController()
  let draining = false

  const carry = async (delivery: Claimed): Promise<void> => {
    const sent = await poster.post(letterOf(delivery, options), hangUp.signal)
    // A letter that we cut ourselves says nothing about the receiver.
    if (hangUp.signal.aborted && sent.status === null) return
    await record(db, delivery, sent, clock.now())
  }

  const sweep = async (now: Date): Promise<number> => {
    const limit = options.maxInFlight - underway.size
    if (draining || limit <= 0) return 0
    const claimed = await claimDue(db, now, { limit, perEndpoint: options.perEndpoint })
    for (const delivery of claimed) {
      const trip = carry(delivery)
        .catch(options.onDefect)
        .finally(() => {
          underway.delete(trip)
          if (!draining) options.onRoom()
        })
      underway.add(trip)
    }
    return claimed.length
  }

  const settled = async (): Promise<void> => {
    while (underway.size > 0) await Promise.all(underway)
  }

  const drain = async (graceMs: number): Promise<void> => {
    draining = true
    const timer = setTimeout(() => hangUp.abort(), graceMs)
    await settled()
    clearTimeout(timer)
  }

  return { sweep, settled, drain, inFlight: () => underway.size }
}

function letterOf(delivery: Claimed, { seal, clock }: Pick<CourierOptions, 'seal' | 'clock'>) {
  const sealed = delivery.previousSecret ? [delivery.secret, delivery.previousSecret] : [delivery.secret]
  const secrets = sealed.map((secret) => seal.open(secret, delivery.endpointId))
  const { eventId: id, body } = delivery
  return { url: delivery.url, headers: signatureHeaders({ id, body, sentAt: clock.now() }, secrets), body }
}

const record = (db: Db, delivery: Claimed, sent: Sent, now: Date): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const failures = await lockFailures(tx, delivery.endpointId)
    await recordTry(tx, delivery, sent, judge(sent, delivery, failures, now))
  })
