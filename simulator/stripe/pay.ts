import { decline, declineCodes } from './cards.ts'
import { ANOTHER_ACCOUNT, happened } from './events.ts'
import { feeOf, movement } from './movements.ts'
import type { Charge, Intent, PaymentError } from './types.ts'
import { intentView } from './views.ts'
import { type MoneyLine, newId, numberOf, type Put, type World } from './world.ts'

const HOLD_SECONDS = 7 * 86_400

export type PayResult = { readonly paid: true } | { readonly paid: false; readonly reason: string }

export type PayHow = { readonly inFlight?: boolean }

const PAYABLE: readonly Intent['status'][] = ['requires_payment_method', 'requires_action']

/** The payer's card is charged, or held: money and event in one act. */
export function pay(world: World, id: string, how: PayHow = {}): PayResult {
  const intent = world.intent.get(id)
  if (!intent) return { paid: false, reason: 'unknown_code' }
  const { status } = intent
  if (status === 'succeeded' || status === 'requires_capture') return { paid: false, reason: 'already_paid' }
  const overtakes = status === 'canceled' && how.inFlight === true
  if (!PAYABLE.includes(status) && !overtakes) return { paid: false, reason: 'closed' }
  const no = numberOf(intent)
  const wrongAmount = world.faults.take('paid_wrong_amount', 'pay', no)
  const wrongMerchant = world.faults.take('paid_wrong_merchant', 'pay', no)
  const amount = Math.max(1, intent.amount + (wrongAmount ? (wrongAmount.param ?? -1) : 0))
  const destination = wrongMerchant ? ANOTHER_ACCOUNT : null
  const isHeld = intent.captureMethod === 'manual'
  const charge = newCharge(world, intent, {
    amount,
    captureBefore: isHeld ? world.now() + HOLD_SECONDS : null,
  })
  const common = {
    latestCharge: charge.id,
    lastError: null,
    destination,
    cancellationReason: null,
    canceledAt: null,
  }
  if (isHeld) {
    const held: Intent = { ...intent, ...common, status: 'requires_capture', capturable: amount }
    world.commit([
      { kind: 'intent', record: held },
      { kind: 'charge', record: charge },
      ...happened(world, 'payment_intent.amount_capturable_updated', no, intentView(held)),
    ])
    return { paid: true }
  }
  take(world, { ...intent, ...common }, charge, amount)
  return { paid: true }
}

/** The money becomes the merchant's, at once or at the capture. */
export function take(world: World, intent: Intent, charge: Charge, amount: number): Intent {
  const no = numberOf(intent)
  const gained = movement(world, {
    amount,
    fee: feeOf(amount),
    currency: intent.currency,
    type: 'charge',
    category: 'charge',
    source: charge.id,
  })
  const after: Intent = { ...intent, status: 'succeeded', received: amount, capturable: 0 }
  const puts: Put[] = [
    { kind: 'intent', record: after },
    { kind: 'charge', record: { ...charge, captured: amount, movement: gained.id } },
    { kind: 'movement', record: gained },
    ...happened(world, 'payment_intent.succeeded', no, intentView(after)),
  ]
  world.commit(puts, paidLine(world, after, amount))
  return after
}

const paidLine = (world: World, intent: Intent, amount: number): Omit<MoneyLine, 'id'> => ({
  at: world.clock.now().getTime(),
  kind: 'paid',
  no: numberOf(intent),
  amount,
  currency: intent.currency.toUpperCase(),
  merchantId: intent.destination ?? world.keys.accountId,
})

const newCharge = (world: World, intent: Intent, more: Partial<Charge>): Charge => ({
  id: newId('ch'),
  intent: intent.id,
  amount: intent.amount,
  currency: intent.currency,
  captured: 0,
  refunded: 0,
  status: 'succeeded',
  error: null,
  movement: null,
  metadata: intent.metadata,
  transferGroup: intent.transferGroup,
  isDisputed: false,
  captureBefore: null,
  created: world.now(),
  ...more,
})

/** The card is declined: the intent stays payable with another one. Undefined when it cannot be tried. */
export function declined(world: World, id: string, error: PaymentError): Intent | undefined {
  const intent = world.intent.get(id)
  if (!intent || !PAYABLE.includes(intent.status)) return undefined
  const charge = newCharge(world, intent, { status: 'failed', error })
  const after: Intent = {
    ...intent,
    status: 'requires_payment_method',
    latestCharge: charge.id,
    lastError: error,
  }
  world.commit([
    { kind: 'intent', record: after },
    { kind: 'charge', record: charge },
    ...happened(world, 'payment_intent.payment_failed', numberOf(after), intentView(after)),
  ])
  return after
}

/** The payer is asked by his bank to confirm (3-D Secure). */
export function authenticating(world: World, id: string): Intent | undefined {
  const intent = world.intent.get(id)
  if (!intent || !PAYABLE.includes(intent.status)) return undefined
  const after: Intent = { ...intent, status: 'requires_action' }
  world.commit([{ kind: 'intent', record: after }])
  return after
}

/**
 * The card is declined and Stripe ends the intent: nothing can be paid under it any more. `why`: a decline code, or
 * the wallet's words.
 */
export function failForGood(world: World, id: string, why: string): boolean {
  const spoken = /余额|money|funds/i.test(why) ? 'insufficient_funds' : 'generic_decline'
  const code = declineCodes.includes(why) ? why : spoken
  const tried = declined(world, id, decline(code))
  if (!tried) return false
  const after: Intent = {
    ...tried,
    status: 'canceled',
    cancellationReason: 'automatic',
    canceledAt: world.now(),
  }
  world.commit([
    { kind: 'intent', record: after },
    ...happened(world, 'payment_intent.canceled', numberOf(after), intentView(after)),
  ])
  return true
}
