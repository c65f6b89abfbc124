import type { Channel } from '../channels/index.ts'
import { assert } from '../kernel/assert.ts'
import type { Amount } from '../kernel/money.ts'
import { shardOfNumber } from '../kernel/number.ts'
import type { Outcome } from '../kernel/outcome.ts'
import type { Actor } from '../modules/order/index.ts'
import {
  type Attempt,
  findAttempt,
  isInBooks,
  isOnDelivery,
  type PaymentRejection,
} from '../modules/payment/index.ts'
import { type Choice, emptyRoutingBook, type Offer, type Standing } from '../modules/routing/index.ts'
import type { LaneRejection } from '../platform/lane.ts'
import type { ChannelCalls } from './channel-calls.ts'
import type { CallerKey, FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import { isChannelTrouble } from './observed.ts'

/** Until the first question about an attempt, where a channel names no pause of its own. */
const FIRST_QUERY_MS = 10_000

export type PayRequest = CallerKey & {
  readonly tradeNo: string
  readonly orderNo: string | null
  /** What the payer chose; routing decides which account takes it. */
  readonly channel: string
  readonly method: string
  readonly amount?: Amount
  readonly walletAmount?: Amount
  readonly points?: number
  readonly capture?: Attempt['capture']
  readonly payer?: Attempt['payer']
  readonly actor: Actor
}

/** An account as it stands now, for routing to choose from. */
export function offerOf({ code, capabilities }: Channel, { successRate, isBroken }: Standing): Offer {
  const { currencies, queryDelaysMs, maxExpiryMs: longestMs } = capabilities
  const firstQueryMs = queryDelaysMs[0] ?? FIRST_QUERY_MS
  return { account: code, currencies, firstQueryMs, longestMs, successRate, isBroken }
}

export type CashierFlow = ReturnType<typeof cashierFlow>

/** How a payer pays: an attempt is opened, made known to a channel, asked about, closed. */
export function cashierFlow(deps: FlowDeps, lanes: Lanes, calls: ChannelCalls) {
  const { db, clock, numbers } = deps
  const routing = deps.routing ?? emptyRoutingBook()

  /** The accounts that take this method, as they stand now; to hold money, only those that can. */
  const offersOf = ({ method, capture }: PayRequest): Offer[] =>
    Object.values(deps.channels)
      .filter(({ capabilities }) => capabilities.methods.some((one) => one === method))
      .filter((channel) => capture !== 'manual' || channel.authorizing !== undefined)
      .map((channel) => offerOf(channel, routing.health.standingOf(channel.code, clock.now())))

  /**
   * Opens an attempt and makes it known to the channel. An earlier one for something else is closed first. An account
   * that refuses it for its own trouble has provably taken nothing, so the next account takes it; one that does not
   * answer may have, so nobody else is asked.
   */
  async function pay(request: PayRequest): Promise<Outcome<Attempt, PaymentRejection | LaneRejection>> {
    const offers = offersOf(request)
    const excluded: string[] = []
    let last: Attempt | undefined
    for (;;) {
      const choice = { rules: routing.rules(), offers, excluded: [...excluded] }
      // Each account that is tried is a command of its own, so a repeated request walks the same way again.
      const key = excluded.length === 0 ? request.key : `${request.key}#${excluded.length + 1}`
      const outcome = await payThrough({ ...request, key }, choice)
      if (!outcome.ok) return last ? { ok: true, value: last } : outcome
      last = outcome.value
      if (last.state !== 'failed' || !isChannelTrouble(last.failureCode)) return outcome
      if (excluded.includes(last.channel)) return outcome
      excluded.push(last.channel)
    }
  }

  async function payThrough(
    request: PayRequest,
    choice: Choice,
  ): Promise<Outcome<Attempt, PaymentRejection | LaneRejection>> {
    const attemptNo = numbers.next('attempt', 'system', shardOfNumber(request.tradeNo))
    const submit = () =>
      lanes.startPayment.submit({
        ...request,
        subject: request.tradeNo,
        attemptNo,
        choice,
        now: clock.now(),
      })
    const started = await afterClosing(submit, request.actor.id)
    if (!started.ok) return started
    // What was promised on delivery stands at no channel, so none is told.
    const isNew = started.value.attemptNo === attemptNo && !isOnDelivery(request)
    const known = isNew ? undefined : await findAttempt(db, started.value.attemptNo)
    const isShown = known && known.state !== 'created' && known.state !== 'unknown'
    const facts = { ...started.value, expiresAt: new Date(started.value.expiresAt) }
    // What our own books took needs no channel either.
    const attempt = isShown
      ? known
      : isInBooks(facts.channel)
        ? await findAttempt(db, facts.attemptNo)
        : ((await calls.present(facts)) ?? (await findAttempt(db, facts.attemptNo)))
    assert(attempt, 'an attempt that was started stands')
    return { ok: true, value: attempt }
  }

  /** Asks the channel to close an attempt and hears the answer; what is not certain stays with the sweep. */
  async function closeAttempt(attemptNo: string, actor: string): Promise<void> {
    const command = { caller: 'rule', key: attemptNo, requestHash: '', now: clock.now(), subject: attemptNo }
    await lanes.tellAttempt.submit({ ...command, actor, reason: 'superseded', news: { kind: 'close' } })
    const attempt = await findAttempt(db, attemptNo)
    if (attempt?.state === 'closing') await calls.resolveAttempt(attempt)
  }

  /** Tries again once every open attempt that stood in the way has been closed, or could not be. */
  async function afterClosing<T, Code extends string>(
    submit: () => Promise<Outcome<T, Code>>,
    actor: string,
  ): Promise<Outcome<T, Code>> {
    const asked = new Set<string>()
    for (;;) {
      const outcome = await submit()
      const open = outcome.ok ? undefined : outcome.rejection.detail?.attemptNo
      if (typeof open !== 'string' || asked.has(open)) return outcome
      asked.add(open)
      await closeAttempt(open, actor)
    }
  }

  /** Active query on request: heals a lost callback while the buyer looks at the page. */
  async function checkAttempt(attemptNo: string): Promise<Attempt | undefined> {
    const attempt = await findAttempt(db, attemptNo)
    if (!attempt || attempt.nextQueryAt === null) return attempt
    await calls.resolveAttempt(attempt)
    return findAttempt(db, attemptNo)
  }

  return { pay, checkAttempt, closeAttempt, afterClosing }
}
