import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import { openLane } from '../../platform/lane.ts'
import type { Seal } from '../../platform/seal.ts'
import { openSluice } from '../../platform/sluice.ts'
import { type Claimed, claimDue, dueEndpoints } from './claim.ts'
import { keyring } from './keyring.ts'
import type { Poster } from './post.ts'
import { recordLane } from './record.ts'
import { signatureHeaders } from './signature.ts'

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
  /** Letters on their way at once, of this process; those that hang are counted apart. */
  readonly maxInFlight: number
  /** … and per receiver, of all processes. */
  readonly perEndpoint: number
  /** Called after each answer: there may be room for more. */
  readonly onRoom: () => void
  /** The answer could not be written down. The letter goes out again; somebody should know. */
  readonly onDefect: (error: unknown) => void
  /** The share of the time, 0 to 1, that this process is at work: beyond a bound, letters give way. */
  readonly busy?: () => number
}

/** So many endpoints are looked at in one round; the next round goes on after the last of them. */
const ENDPOINTS_A_ROUND = 128

/** So many letters are signed and sent before others have their turn. */
const AT_A_TURN = 4

/** Claim, call, record: the call stands between two transactions, never inside one (row N19). */
export function courier(options: CourierOptions): Courier {
  const { db, poster, clock } = options
  const records = openLane(recordLane, { db })
  const sluice = openSluice({ most: options.maxInFlight, busy: options.busy })
  const keys = keyring(options.seal)
  const underway = new Set<Promise<void>>()
  const hangUp = new AbortController()
  let draining = false
  /** Endpoints are served in turn, so that a long backlog waits behind everybody's first letter. */
  let last = ''

  let soon: NodeJS.Timeout | undefined
  /** Asks for a round when there is room for one: now, or in a moment. */
  const askForRound = (): void => {
    if (draining || soon) return
    const waitMs = sluice.waitMs()
    if (waitMs === 0) options.onRoom()
    else
      soon = setTimeout(() => {
        soon = undefined
        if (!draining) options.onRoom()
      }, waitMs)
  }

  const letterOf = ({ endpointId, secret, previousSecret, eventId: id, body, url }: Claimed) => {
    const sealed = previousSecret ? [secret, previousSecret] : [secret]
    const secrets = sealed.map((one) => keys.open(one, endpointId))
    return { url, headers: signatureHeaders({ id, body, sentAt: clock.now() }, secrets), body }
  }

  const carry = async (delivery: Claimed): Promise<void> => {
    const letter = letterOf(delivery)
    const leave = sluice.enter()
    const sent = await poster.post(letter, hangUp.signal).finally(leave)
    // A letter that we cut ourselves says nothing about the receiver.
    if (hangUp.signal.aborted && sent.status === null) return
    const key = `${delivery.id}/${delivery.tries}`
    const recorded = await records.submit({
      caller: 'webhooks',
      key,
      requestHash: '',
      now: clock.now(),
      delivery,
      sent,
    })
    if (!recorded.ok) throw new Error(`the try ${key} was not written down: ${recorded.rejection.code}`)
  }

  const send = async (claimed: readonly Claimed[]): Promise<void> => {
    for (const [at, delivery] of claimed.entries()) {
      // Signing and writing a crowd of letters in one turn would keep everybody else's request waiting.
      if (at % AT_A_TURN === AT_A_TURN - 1) await nextTurn()
      const trip = carry(delivery)
        .catch(options.onDefect)
        .finally(() => {
          underway.delete(trip)
          askForRound()
        })
      underway.add(trip)
    }
  }

  const sweep = async (now: Date): Promise<number> => {
    const limit = draining ? 0 : sluice.room()
    if (limit <= 0) {
      // No answer may be on its way that would ask.
      if (sluice.waitMs() > 0) askForRound()
      return 0
    }
    // Once around at most: a round may meet only endpoints that have all they may have.
    for (let wrapped = last === ''; ; ) {
      const endpoints = await dueEndpoints(db, now, { last, limit: Math.min(limit, ENDPOINTS_A_ROUND) })
      const { perEndpoint } = options
      const claimed = await claimDue(db, now, { endpoints, limit, perEndpoint })
      last = endpoints.length < Math.min(limit, ENDPOINTS_A_ROUND) ? '' : (endpoints.at(-1) ?? '')
      await send(claimed)
      if (claimed.length > 0 || (last === '' && wrapped)) return claimed.length
      wrapped ||= last === ''
    }
  }

  const settled = async (): Promise<void> => {
    while (underway.size > 0) await Promise.all(underway)
  }

  const drain = async (graceMs: number): Promise<void> => {
    draining = true
    clearTimeout(soon)
    const timer = setTimeout(() => hangUp.abort(), graceMs)
    await settled()
    clearTimeout(timer)
  }

  return { sweep, settled, drain, inFlight: () => underway.size }
}
