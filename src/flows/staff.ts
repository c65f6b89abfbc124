import type { PayeeCard, Redirecting } from '../channels/index.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { type Outcome, reject } from '../kernel/outcome.ts'
import type { AdjustStock } from '../modules/inventory/index.ts'
import {
  ABNORMAL,
  type AskedRedirect,
  findAttempt,
  findRefund,
  isOurWay,
  maskedName,
  ourWays,
  type RedirectCard,
  refundsAskedWith,
  tailOf,
} from '../modules/payment/index.ts'
import type { ChannelCalls } from './channel-calls.ts'
import { type CallerKey, channelOf, type FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import type { DecideRefund } from './refund-decide.ts'

/** What the merchant's and the platform's people do. Their right to it was proven at the door. */
export function staffFlow(deps: FlowDeps, lanes: Lanes, calls: ChannelCalls) {
  const { db, clock, numbers } = deps

  type RefundRequest = CallerKey & {
    readonly orderNo: string
    readonly units: Readonly<Record<string, number>> | null
    readonly toWallet?: boolean
    readonly reason: string
    readonly actor: string
  }
  const requestRefund = (request: RefundRequest) => {
    const refundNo = numbers.next('refund', 'system', shardOfNumber(request.orderNo))
    return lanes.requestRefund.submit({ ...request, subject: request.orderNo, refundNo, now: clock.now() })
  }

  type SurplusRequest = CallerKey & {
    readonly attemptNo: string
    readonly reason: string
    readonly actor: string
  }
  const refundSurplus = (request: SurplusRequest) => {
    const refundNo = numbers.next('refund', 'system', shardOfNumber(request.attemptNo))
    return lanes.refundSurplus.submit({ ...request, subject: request.attemptNo, refundNo, now: clock.now() })
  }

  type RefundDecision = CallerKey & {
    readonly refundNo: string
    readonly action: DecideRefund['action']
    readonly toWallet?: boolean
    readonly actor: string
    readonly reason: string | null
  }
  type RedirectRequest = CallerKey & {
    readonly refundNo: string
    readonly way: AskedRedirect['way']
    /** As it was typed; it goes no further than this. */
    readonly card: PayeeCard | null
    readonly reason: string
    readonly requestedBy: string
  }
  /** The ways a refund can still go, and the banks whose cards its channel pays to. */
  const refundWays = async (refundNo: string) => {
    const refund = await findRefund(db, refundNo)
    const attempt = refund && (await findAttempt(db, refund.attemptNo))
    if (!attempt) return undefined
    const banks = channelOf(deps.channels, attempt.channel)?.redirecting?.banks ?? {}
    const isAbnormal = refund.state === 'failed' && refund.failureCode === ABNORMAL
    if (!isAbnormal || Object.keys(banks).length === 0) return { ways: ourWays(refund), banks: {} }
    return { ways: ['card', 'transfer'] as const, banks }
  }

  /** Another way for a refund that the payer's account cannot take. The card is sealed before anything is written. */
  const askRedirect = async ({ refundNo, way, card, reason, requestedBy, ...key }: RedirectRequest) => {
    const refund = await findRefund(db, refundNo)
    const attempt = refund && (await findAttempt(db, refund.attemptNo))
    if (!attempt) return reject('not_found' as const)
    const ours = { way, card: null, reason, requestedBy }
    if (isOurWay(way))
      return lanes.askRedirect.submit({ ...key, subject: refundNo, asked: ours, now: clock.now() })
    const ability = channelOf(deps.channels, attempt.channel)?.redirecting
    if (!ability) return reject('not_redirectable' as const)
    if (card && !Object.hasOwn(ability.banks, card.bank))
      return reject('not_redirectable' as const, { param: 'card' })
    const asked = { way, card: card && sealed(ability, card), reason, requestedBy }
    return lanes.askRedirect.submit({ ...key, subject: refundNo, asked, now: clock.now() })
  }

  /** An approved refund is sent at once; where that fails, the sweep goes on with the same number. */
  const decideRefund = async (request: RefundDecision) => {
    if (request.action === 'approve') await askBeforePaying(request.refundNo)
    const decided = await lanes.decideRefund.submit({
      ...request,
      subject: request.refundNo,
      now: clock.now(),
    })
    if (isSent(decided, request.action)) await sendRefund(request.refundNo).catch(() => {})
    return decided
  }

  /** We pay only what the channel does not: just before, it is asked once more, and what it says is applied first. */
  async function askBeforePaying(refundNo: string): Promise<void> {
    const refund = await findRefund(db, refundNo)
    if (refund?.state !== 'redirect_asked' || !refund.redirect || !isOurWay(refund.redirect.way)) return
    const attempt = await findAttempt(db, refund.attemptNo)
    if (attempt) await calls.resolveRefund(refund, attempt)
  }

  const isSent = (decided: Outcome<unknown>, action: RefundDecision['action']) =>
    decided.ok && (action === 'approve' || action === 'retry')

  /** All of the request that may go now; a channel may want some time between two, which is left to the sweep. */
  async function sendRefund(refundNo: string): Promise<void> {
    const refund = await findRefund(db, refundNo)
    for (const one of refund ? await refundsAskedWith(db, refund) : []) {
      const isDue = one.state === 'approved' && one.nextAt !== null && one.nextAt <= clock.now()
      const attempt = isDue ? await findAttempt(db, one.attemptNo) : undefined
      if (attempt) await calls.resolveRefund(one, attempt)
    }
  }

  const adjustStock = (request: Omit<AdjustStock, 'now'>) =>
    lanes.adjustStock.submit({ ...request, now: clock.now() })

  return {
    requestRefund,
    refundSurplus,
    refundWays,
    askRedirect,
    decideRefund,
    adjustStock,
  }
}

/** What may be kept of a card: its bank, its end, a masked name, and what only the channel can read. */
function sealed(ability: Redirecting, card: PayeeCard): RedirectCard {
  const { bank, account, holder, keyName } = ability.seal(card)
  return {
    bank,
    tail: tailOf(card.account),
    holder: maskedName(card.holder),
    sealed: { account, holder, keyName },
  }
}
