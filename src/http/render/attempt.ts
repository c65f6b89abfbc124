import { type FailureReason, failureWords, type NextStep } from '../../channels/index.ts'
import type { Attempt } from '../../modules/payment/index.ts'

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
  presentation: attempt.state === 'ready' ? attempt.presentation : null,
  failure: failureOf(attempt),
  expiresAt: attempt.expiresAt,
  createdAt: attempt.createdAt,
  succeededAt: attempt.succeededAt,
})
