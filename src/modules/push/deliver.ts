import type { Clock } from '../../kernel/clock.ts'
import { after, SECOND } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import { openLane } from '../../platform/lane.ts'
import { openSluice, type Sluice } from '../../platform/sluice.ts'
import { judge } from './decide.ts'
import { recordPushLane } from './record.ts'
import { type Claimed, claimDue } from './store.ts'
import { cut, inLanguage, SMS_LENGTH, spoken } from './text.ts'
import type { Letter, Port, Ports } from './types.ts'
import { OUTWARD_WAYS, type OutwardWay } from './ways.ts'

export type Sender = {
  /**
   * Takes what is due and sends it, without waiting for the answers. Returns how many were taken.
   * A crash after this leaves the rows leased: they go out again, under the same request id, when the lease has passed.
   */
  readonly sweep: (now: Date) => Promise<number>
  /** Resolves when nothing is on its way any more. */
  readonly settled: () => Promise<void>
  /** Takes no more, gives answers `graceMs`, then hangs up; what was cut goes out again after its lease. */
  readonly drain: (graceMs: number) => Promise<void>
}

export type SenderOptions = {
  readonly db: Db
  readonly clock: Clock
  readonly ports: Ports
  /** Messages of one way on their way at once, of this process. */
  readonly perWay: number
  /** The share of the time, 0 to 1, that this process is at work: beyond a bound, messages give way. */
  readonly busy?: () => number
  /** From connecting to the end of the answer. */
  readonly timeoutMs: number
  /** Called after each answer: there may be room for more. */
  readonly onRoom: () => void
  /** What came of a try could not be written down. The message goes out again; somebody should know. */
  readonly onDefect: (error: unknown) => void
}

/** A way that failed so often in a row is left alone for a while: its messages wait, the other ways go on. */
const FAILURES_TO_REST = 5
const REST_MS = 30 * SECOND

type Lane = {
  readonly port: Port
  readonly sluice: Sluice
  readonly underway: Set<Promise<void>>
  failures: number
  restingUntil: Date | null
}

/** Claim, call, record: the call stands between two transactions, never inside one. */
export function openSender(options: SenderOptions): Sender {
  const { db, clock, ports, onDefect } = options
  const lanes: Lane[] = OUTWARD_WAYS.flatMap((way) => laneOf(ports[way], options))
  const records = openLane(recordPushLane, { db })
  const hangUp = new AbortController()
  let draining = false

  const carry = async (lane: Lane, message: Claimed): Promise<void> => {
    const at = clock.now()
    const signal = AbortSignal.any([hangUp.signal, AbortSignal.timeout(options.timeoutMs)])
    const leave = lane.sluice.enter()
    const sent = await lane.port.send(letterOf(message, lane.port.way), signal).finally(leave)
    // A call that we cut ourselves says nothing about the provider.
    if (hangUp.signal.aborted && sent.outcome !== 'accepted') return
    lane.failures = sent.outcome === 'later' ? lane.failures + 1 : 0
    const now = clock.now()
    lane.restingUntil = lane.failures >= FAILURES_TO_REST ? after(now, REST_MS) : null
    const durationMs = Math.max(0, now.getTime() - at.getTime())
    const judged = judge(sent, message, now)
    const key = `${message.id}/${message.tries}`
    const command = { caller: 'pushes', key, requestHash: '', now, message, sent, at, durationMs, judged }
    const recorded = await records.submit(command)
    if (!recorded.ok) throw new Error(`the try ${key} was not written down: ${recorded.rejection.code}`)
  }

  const soon = new Map<Lane, NodeJS.Timeout>()
  /** Asks for a round when this way has room for one: now, or in a moment. */
  const askForRound = (lane: Lane): void => {
    if (draining || soon.has(lane)) return
    const waitMs = lane.sluice.waitMs()
    if (waitMs === 0) options.onRoom()
    else
      soon.set(
        lane,
        setTimeout(() => {
          soon.delete(lane)
          if (!draining) options.onRoom()
        }, waitMs),
      )
  }

  const take = async (lane: Lane, now: Date): Promise<number> => {
    const isResting = lane.restingUntil !== null && lane.restingUntil > now
    const asks = lane.failures >= FAILURES_TO_REST
    const places = (asks ? 1 : options.perWay) - lane.underway.size
    // The one message that asks whether the provider is back waits for nothing.
    const room = asks ? places : Math.min(places, lane.sluice.room())
    if (isResting) return 0
    if (room <= 0) {
      if (lane.sluice.waitMs() > 0) askForRound(lane)
      return 0
    }
    const claimed = await claimDue(db, lane.port.way, now, room)
    for (const message of claimed) {
      const trip = carry(lane, message)
        .catch(onDefect)
        .finally(() => {
          lane.underway.delete(trip)
          askForRound(lane)
        })
      lane.underway.add(trip)
    }
    return claimed.length
  }

  const settled = async (): Promise<void> => {
    for (const { underway } of lanes) while (underway.size > 0) await Promise.all(underway)
  }
  return {
    sweep: async (now) => {
      if (draining) return 0
      const taken = await Promise.all(lanes.map((lane) => take(lane, now)))
      return taken.reduce((sum, count) => sum + count, 0)
    },
    settled,
    drain: async (graceMs) => {
      draining = true
      for (const timer of soon.values()) clearTimeout(timer)
      const timer = setTimeout(() => hangUp.abort(), graceMs)
      await settled()
      clearTimeout(timer)
    },
  }
}

const laneOf = (port: Port | undefined, { perWay, busy }: SenderOptions): Lane[] => {
  if (!port) return []
  const sluice = openSluice({ most: perWay, busy })
  return [{ port, sluice, underway: new Set(), failures: 0, restingUntil: null }]
}

/** The same in every try of a round: a provider that remembers ids takes the message once. */
export const requestIdOf = ({ id, round }: Pick<Claimed, 'id' | 'round'>): string => `push-${id}-${round}`

function letterOf(message: Claimed, way: OutwardWay): Letter {
  const { node, address, language, variables } = message
  const body = inLanguage({ zh: message.bodyZh, en: message.bodyEn }, language)
  return {
    requestId: requestIdOf(message),
    to: address,
    node,
    title: inLanguage({ zh: message.titleZh, en: message.titleEn }, language),
    body: way === 'sms' ? cut(body, SMS_LENGTH) : body,
    language,
    variables: spoken(variables, language),
  }
}
