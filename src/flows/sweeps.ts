import { present } from '../kernel/assert.ts'
import { MINUTE, SECOND } from '../kernel/clock.ts'
import { closingTrades, dueTrades } from '../modules/order/index.ts'
import {
  type Attempt,
  dueAttempts,
  dueDisputes,
  dueRefunds,
  findAttempt,
  waitingEvidence,
} from '../modules/payment/index.ts'
import type { ChannelCalls } from './channel-calls.ts'
import type { FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'

/** Until an attempt at a channel that answers nobody is looked at again. */
const RESTING = 15 * SECOND

/**
 * What is due, found by its time and brought about by ordinary commands (row L8). Each returns how much it found, so
 * that a loop knows whether to come back at once. Running one twice, or on two processes, does nothing twice.
 */
export function sweeps(deps: FlowDeps, lanes: Lanes, calls: ChannelCalls) {
  const { db, clock, onDefect = () => {} } = deps
  const rule = () => ({ caller: 'rule', requestHash: '', now: clock.now() })
  /** The last piece that was looked at: evidence that cannot be applied is passed by, and met again next time round. */
  let lastEvidence = 0

  /** Each by itself: what fails is told, and keeps no other from being done. Returns what was done. */
  async function each<S, T>(due: readonly S[], name: (one: S) => string, act: (one: S) => Promise<T>) {
    const done = await Promise.all(
      due.map((one) =>
        act(one).then(
          (value) => [value],
          (error: unknown) => {
            onDefect(error, name(one))
            return []
          },
        ),
      ),
    )
    return done.flat()
  }

  return {
    /** Trades whose time to pay is over. */
    expireTrades: async (limit = 500): Promise<number> => {
      const due = await dueTrades(db, clock.now(), limit)
      const actor = { id: 'rule:timeout', by: 'time' as const }
      await each(due, tradeName, (no) =>
        // A trade may run out more than once: a supplement is asked for again.
        lanes.expireTrade.submit({
          ...rule(),
          key: `${no}@${minuteOf(clock.now())}`,
          subject: no,
          actor,
          reason: 'timeout',
        }),
      )
      return due.length
    },
    /** Closing trades whose attempts are settled, or whose stock was held long enough. */
    finishCloses: async (limit = 500): Promise<number> => {
      const closing = await closingTrades(db, limit)
      const done = await each(closing, tradeName, (no) =>
        lanes.finishClose.submit({ ...rule(), key: no, subject: no }),
      )
      return done.filter((outcome) => outcome.ok).length
    },
    /** Attempts to be asked about: lost callbacks, unknown answers, closes under way (rows N11, L1). */
    queryAttempts: async (limit = 100): Promise<number> => {
      const due = await dueAttempts(db, clock.now(), limit)
      // The parts of a combined order are asked about at once: one question for all of them.
      const wholes = new Map(due.toReversed().map((one) => [one.combinedNo ?? one.attemptNo, one]))
      await each(
        [...wholes.values()],
        ({ attemptNo }) => `attempt ${attemptNo}`,
        (attempt) =>
          heal(attempt).catch(async (error: unknown) => {
            await calls.postpone(attempt)
            throw error
          }),
      )
      return due.length
    },
    /** Refunds to be sent, or to be asked about, with their one number. */
    sendRefunds: async (limit = 50): Promise<number> => {
      const due = await dueRefunds(db, clock.now(), limit)
      await each(
        due,
        ({ refundNo }) => `refund ${refundNo}`,
        (refund) =>
          send(refund).catch(async (error: unknown) => {
            await calls.postpone({ refundNo: refund.refundNo })
            throw error
          }),
      )
      return due.length
    },
    /** What people wish about disputes is told, and open ones are asked about once a day. */
    settleDisputes: async (limit = 50): Promise<number> => {
      const due = await dueDisputes(db, clock.now(), limit)
      await each(due, ({ disputeNo }) => `dispute ${disputeNo}`, calls.resolveDispute)
      return due.length
    },
    /** Evidence that was stored and not applied: the process died in between, or the reducer failed. */
    applyEvidence: async (limit = 500): Promise<number> => {
      const waiting = await waitingEvidence(db, limit, lastEvidence)
      lastEvidence = waiting.length < limit ? 0 : waiting.at(-1)!
      const done = await each(
        waiting.filter((id) => !calls.isWaiting(id)),
        (id) => `evidence ${id}`,
        (id) => lanes.applyEvidence.submit({ ...rule(), key: String(id), evidenceId: id }),
      )
      return done.filter((applied) => !applied.ok || applied.value.outcome !== 'early').length
    },
  }

  /** A channel that answers nobody is left alone for a while: its attempts are in nobody's way meanwhile. */
  function isResting({ channel }: Attempt): boolean {
    return deps.routing?.health.standingOf(channel, clock.now()).breaker === 'open'
  }

  /** An attempt that the channel never answered is made known again under its own number before it is asked about. */
  async function heal(attempt: Attempt): Promise<void> {
    if (isResting(attempt)) return calls.postpone(attempt, RESTING)
    if (await calls.takePart(attempt)) return
    if (attempt.combinedNo !== null) await calls.presentCombined(attempt.combinedNo)
    else if (attempt.state === 'created' || attempt.state === 'unknown') await calls.present(attempt)
    if (attempt.state === 'authorized') return settleHold(attempt)
    await calls.resolveAttempt(attempt)
  }

  /** A hold that ends soon is taken or let go as its orders stand; then its channel is called. */
  async function settleHold({ attemptNo, version }: Attempt): Promise<void> {
    const command = { ...rule(), key: `${attemptNo}@${version}`, subject: attemptNo, actor: 'rule:lapse' }
    await lanes.actOnHold.submit({ ...command, action: 'lapse', amount: null })
    const attempt = await findAttempt(db, attemptNo)
    if (attempt) await calls.resolveAttempt(attempt)
  }

  async function send(refund: Awaited<ReturnType<typeof dueRefunds>>[number]): Promise<void> {
    const attempt = await findAttempt(db, refund.attemptNo)
    await calls.resolveRefund(refund, present(attempt, `attempt ${refund.attemptNo}`))
  }
}

const minuteOf = (now: Date): number => Math.floor(now.getTime() / MINUTE)

const tradeName = (no: string): string => `trade ${no}`
