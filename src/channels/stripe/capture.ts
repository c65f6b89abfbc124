import type { Authorizing, CaptureRequest } from '../abilities.ts'
import { text } from '../fields.ts'
import type { AttemptReport } from '../types.ts'
import { callKeyed, isReplayed, refusedOrUnknown } from './call.ts'
import { EXPAND } from './lookup.ts'
import { type Desk, ownReport, queryPayment } from './payment.ts'

/** Cards are held for seven days; what is not captured by then goes back to the payer by itself. */
const HOLD_DAYS = 7

export const authorizing = (desk: Desk): Authorizing => ({
  holdDays: HOLD_DAYS,
  capture: (request, signal) => capture(desk, request, signal),
})

/** One capture, of the whole or a part; Stripe lets go of the rest at once. */
async function capture(desk: Desk, request: CaptureRequest, signal?: AbortSignal): Promise<AttemptReport> {
  const { attemptNo, channelNo, captureNo, amount } = request
  const part = { amount_to_capture: amount, expand: EXPAND }
  const keyed = (key: string) =>
    callKeyed(
      desk.call,
      key,
      (stripe, options) => stripe.paymentIntents.capture(channelNo, part, options),
      signal,
    )
  const first = await keyed(`capture-${captureNo}`)
  // Stripe repeats for a day that it failed. An intent is captured once under whatever key, so it is asked anew.
  const isStored = first.kind === 'unknown' && first.raw !== undefined && isReplayed(first.raw)
  const result = isStored ? await keyed(`capture-${captureNo}-anew`) : first
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok':
      return ownReport(result.fields, attemptNo, desk.merchant, result.raw)
    case 'error':
      if (result.meaning === 'not_found') return { kind: 'not_found', raw: result.raw }
      // Captured already, or cancelled: the intent itself says which, and how much.
      return text(result.error, 'code') === 'payment_intent_unexpected_state'
        ? queryPayment(desk, attemptNo, signal)
        : refusedOrUnknown(result)
  }
}
