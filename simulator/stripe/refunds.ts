import { type Answer, impossible, invalid, missing, ok } from './answers.ts'
import { happened } from './events.ts'
import { type Form, group, text, texts, whole } from './form.ts'
import { movement } from './movements.ts'
import type { Charge, Refund } from './types.ts'
import { refundView } from './views.ts'
import { type MoneyLine, newId, numberOf, type Put, type World } from './world.ts'

/** POST /v1/refunds: the money leaves the balance at once; the payer has it when the refund has succeeded. */
export function createRefund(world: World, form: Form): Answer {
  const charge = chargeOf(world, form)
  if (!charge) {
    const asked = text(form, 'payment_intent') ?? text(form, 'charge') ?? ''
    return missing('payment_intent', asked, 'payment_intent')
  }
  if (charge.captured === 0) {
    return impossible('This PaymentIntent does not have a successful charge to refund.', {
      code: 'payment_intent_unexpected_state',
    })
  }
  const open = charge.captured - charge.refunded
  if (open === 0) {
    return impossible(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' })
  }
  const amount = text(form, 'amount') === undefined ? open : whole(form, 'amount')
  if (amount === undefined || amount < 1) {
    return invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer')
  }
  if (amount > open) {
    return impossible(`Refund amount (${amount}) is greater than unrefunded amount on charge (${open})`, {
      param: 'amount',
    })
  }
  const no = numberOf(charge)
  const armed = (fault: 'refund_stuck' | 'refund_abnormal' | 'refund_closed') =>
    world.faults.take(fault, 'refund', no) !== undefined
  const id = newId('re')
  const taken = movement(world, {
    amount: -amount,
    currency: charge.currency,
    type: 'refund',
    category: 'refund',
    source: id,
  })
  const refund: Refund = {
    id,
    intent: charge.intent,
    charge: charge.id,
    amount,
    currency: charge.currency,
    status: 'pending',
    failureReason: null,
    metadata: texts(group(form, 'metadata')),
    movement: taken.id,
    outcome: armed('refund_stuck')
      ? 'stuck'
      : armed('refund_abnormal')
        ? 'failed'
        : armed('refund_closed')
          ? 'canceled'
          : 'succeeded',
    dueWait: world.waits.now() + world.refundDelayMs,
    created: world.now(),
  }
  const after = { ...charge, refunded: charge.refunded + amount }
  const puts: Put[] = [
    { kind: 'charge', record: after },
    { kind: 'movement', record: taken },
  ]
  const isAtOnce = world.refundDelayMs === 0 && refund.outcome === 'succeeded'
  const first: Refund = isAtOnce ? { ...refund, status: 'succeeded' } : refund
  world.commit(
    [...puts, { kind: 'refund', record: first }, ...happened(world, 'refund.created', no, refundView(first))],
    isAtOnce ? refundedLine(world, first, no) : undefined,
  )
  return ok(refundView(first))
}

function chargeOf(world: World, form: Form): Charge | undefined {
  const intent = world.intent.get(text(form, 'payment_intent') ?? '')
  return (
    world.charge.get(intent ? (intent.latestCharge ?? '') : (text(form, 'charge') ?? '')) ?? noCharge(intent)
  )
}

/** An intent that nobody has paid is known, but there is nothing to refund. */
const noCharge = (
  intent: { readonly id: string; readonly currency: string } | undefined,
): Charge | undefined =>
  intent && {
    id: '',
    intent: intent.id,
    amount: 0,
    currency: intent.currency,
    captured: 0,
    refunded: 0,
    status: 'failed',
    error: null,
    movement: null,
    metadata: {},
    transferGroup: null,
    isDisputed: false,
    captureBefore: null,
    created: 0,
  }

/** The bank has taken it, or it comes back to the merchant's balance. A refund can also fail after it succeeded. */
export function settleRefund(
  world: World,
  id: string,
  status: Exclude<Refund['status'], 'pending'>,
): boolean {
  const refund = world.refund.get(id)
  if (!refund || (refund.status !== 'pending' && !(refund.status === 'succeeded' && status === 'failed'))) {
    return false
  }
  const charge = world.charge.get(refund.charge)!
  const no = numberOf(charge)
  if (status === 'succeeded') {
    const after: Refund = { ...refund, status }
    world.commit(
      [{ kind: 'refund', record: after }, ...happened(world, 'refund.updated', no, refundView(after))],
      refundedLine(world, after, no),
    )
    return true
  }
  const back = movement(world, {
    amount: refund.amount,
    currency: refund.currency,
    type: 'refund_failure',
    category: 'refund_failure',
    source: refund.id,
  })
  const after: Refund = {
    ...refund,
    status,
    failureReason: status === 'failed' ? 'expired_or_canceled_card' : null,
  }
  world.commit(
    [
      { kind: 'refund', record: after },
      { kind: 'charge', record: { ...charge, refunded: charge.refunded - refund.amount } },
      { kind: 'movement', record: back },
      ...happened(world, status === 'failed' ? 'refund.failed' : 'refund.updated', no, refundView(after)),
    ],
    refund.status === 'succeeded' ? { ...refundedLine(world, after, no), amount: -refund.amount } : undefined,
  )
  return true
}

const refundedLine = (world: World, refund: Refund, no: string): Omit<MoneyLine, 'id'> => ({
  at: world.clock.now().getTime(),
  kind: 'refunded',
  no,
  refundNo: refund.metadata.refund_no ?? refund.id,
  amount: refund.amount,
  currency: refund.currency.toUpperCase(),
  merchantId: world.keys.accountId,
})
