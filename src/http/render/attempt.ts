import { type FailureReason, failureWords, type NextStep } from '../../channels/index.ts'
import { may, mayRequestRefund, type ServerKey, type Staff } from '../../modules/account/index.ts'
import { type Attempt, isByHand, isOnDelivery, isPromised, type Refund } from '../../modules/payment/index.ts'

type Step = 'retry' | 'other_method' | 'service'
const STEPS: Readonly<Record<NextStep, readonly Step[]>> = {
  try_again: ['retry', 'other_method'],
  other_method: ['other_method'],
  wait: ['retry'],
  customer_service: ['service'],
  nothing: [],
}

/** Why it failed in the buyer's words, and what he can do now; the channel's own code is never shown. */
const failureOf = (attempt: Attempt) => {
  if (attempt.failureCode === null) return null
  const known = attempt.failureCode in failureWords
  const code = (known ? attempt.failureCode : 'declined') as FailureReason
  const { zh, en, next } = failureWords[code]
  return { code, title: { zh, en }, nextSteps: STEPS[next] }
}

export const renderAttempt = (attempt: Attempt) => ({
  no: attempt.attemptNo,
  tradeNo: attempt.payableNo,
  orderNos: attempt.itemNos,
  channel: attempt.channel,
  method: attempt.method,
  amount: attempt.amount,
  currency: attempt.currency,
  state: attempt.state,
  groupNo: attempt.groupNo,
  combinedNo: attempt.combinedNo,
  points: attempt.units,
  // The code of a combined order pays for others as well: it is shown with all of them, not here.
  presentation: attempt.state === 'ready' && attempt.combinedNo === null ? attempt.presentation : null,
  failure: failureOf(attempt),
  expiresAt: attempt.expiresAt,
  createdAt: attempt.createdAt,
  succeededAt: attempt.succeededAt,
})

const ASKABLE: ReadonlySet<Attempt['state']> = new Set(['ready', 'unknown', 'closing'])

/** Whether an account takes held money in parts. */
type CapturesParts = (account: string) => boolean

/** What staff may do: ask the channel while it can still answer otherwise, and give a surplus back once. */
const attemptActions = (
  attempt: Attempt,
  refunds: readonly Refund[],
  caller: Staff | ServerKey,
  capturesParts: CapturesParts,
) => {
  const isGivenBack = refunds.some(
    ({ attemptNo, source }) => attemptNo === attempt.attemptNo && source === 'surplus',
  )
  const check = ASKABLE.has(attempt.state) && may(caller, 'payment.check')
  const refund =
    attempt.surplus > 0 &&
    !isGivenBack &&
    caller.kind === 'staff' &&
    may(caller, 'refund.request') &&
    mayRequestRefund(caller, attempt.surplus)
  return [
    ...(check ? ['check' as const] : []),
    ...(refund ? ['refund_surplus' as const] : []),
    ...handActions(attempt, caller, capturesParts),
  ]
}

/** Held money is taken or let go; money without a wire is what somebody says it is. */
const handActions = (attempt: Attempt, caller: Staff | ServerKey, capturesParts: CapturesParts) => {
  const isHeld = isPromised(attempt) && !isOnDelivery(attempt) && may(caller, 'payment.charge')
  const isDone = attempt.state === 'succeeded' || attempt.state === 'conflicted'
  const isCounted = isByHand(attempt.channel) && !isDone && may(caller, 'receipt.record')
  return [
    ...(isHeld ? (['capture', 'void'] as const) : []),
    ...(isHeld && capturesParts(attempt.channel) ? (['capture_part'] as const) : []),
    ...(isCounted ? (['record_receipt'] as const) : []),
  ]
}

/** An attempt as staff see it: with the channel's number, what came in, and what they may do about it. */
export const renderStaffAttempt = (
  attempt: Attempt,
  refunds: readonly Refund[],
  caller: Staff | ServerKey,
  capturesParts: CapturesParts,
) => ({
  ...renderAttempt(attempt),
  channelNo: attempt.channelNo,
  held: attempt.held,
  heldUntil: attempt.heldUntil,
  received: attempt.received,
  captured: attempt.captured,
  surplus: attempt.surplus,
  fee: attempt.fee,
  failureCode: attempt.failureCode,
  nextQueryAt: attempt.nextQueryAt,
  queryCount: attempt.queryCount,
  actions: attemptActions(attempt, refunds, caller, capturesParts),
})
