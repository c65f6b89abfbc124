import { type Answer, impossible, invalid, missing, ok, refuse } from './answers.ts'
import { authenticationFailed, decline, testMethods } from './cards.ts'
import { happened, releasedByClose } from './events.ts'
import { type Form, group, text, texts, whole } from './form.ts'
import { standing } from './lapse.ts'
import { authenticating, declined, pay, take } from './pay.ts'
import type { Intent, IntentStatus } from './types.ts'
import { intentView } from './views.ts'
import { newId, numberOf, type World } from './world.ts'

const CAPTURE_METHODS = ['automatic', 'automatic_async', 'manual'] as const
const LARGEST = 99_999_999
const MINUTE = 60_000

/** POST /v1/payment_intents */
export function createIntent(world: World, form: Form): Answer {
  const amount = whole(form, 'amount')
  const currency = text(form, 'currency')
  if (text(form, 'amount') === undefined) return missingParam('amount')
  if (amount === undefined || amount < 1) {
    return invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer')
  }
  if (!currency) return missingParam('currency')
  if (!/^[a-z]{3}$/.test(currency)) return invalid(`Invalid currency: ${currency}`, 'currency')
  if (amount > LARGEST) return invalid('Amount must be no more than 999,999.99', 'amount', 'amount_too_large')
  const asked = text(form, 'capture_method') ?? 'automatic'
  const captureMethod = CAPTURE_METHODS.find((one) => one === asked)
  if (!captureMethod) return invalid(`Invalid capture_method: ${asked}`, 'capture_method')
  const id = newId('pi')
  const metadata = texts(group(form, 'metadata'))
  const lag = world.faults.take('search_lag', 'create', metadata.attempt_no ?? '')
  const intent: Intent = {
    id,
    clientSecret: `${id}_secret_${newId('s').slice(2, 22)}`,
    amount,
    currency,
    captureMethod,
    description: text(form, 'description') ?? null,
    metadata,
    transferGroup: text(form, 'transfer_group') ?? null,
    status: 'requires_payment_method',
    received: 0,
    capturable: 0,
    latestCharge: null,
    lastError: null,
    cancellationReason: null,
    canceledAt: null,
    destination: null,
    created: world.now(),
    searchableWait: world.waits.now() + (lag ? (lag.param ?? MINUTE) : 0),
  }
  world.commit([
    { kind: 'intent', record: intent },
    ...happened(world, 'payment_intent.created', numberOf(intent), intentView(intent)),
  ])
  return ok(intentView(intent))
}

export const missingParam = (name: string): Answer =>
  invalid(`Missing required param: ${name}.`, name, 'parameter_missing')

/** GET /v1/payment_intents/:id */
export function retrieveIntent(world: World, id: string): Answer {
  const intent = standing(world, id)
  if (!intent) return missing('payment_intent', id, 'intent')
  const no = numberOf(intent)
  if (world.faults.take('query_not_found', 'query', no)) return missing('payment_intent', id, 'intent')
  if (world.faults.take('query_notpay', 'query', no)) {
    return ok(intentView({ ...intent, status: 'requires_payment_method', received: 0, capturable: 0 }))
  }
  return ok(intentView(intent))
}

/** POST /v1/payment_intents/:id/confirm, with Stripe's test payment methods. */
export function confirmIntent(world: World, id: string, form: Form): Answer {
  const intent = world.intent.get(id)
  if (!intent) return missing('payment_intent', id, 'intent')
  const method = text(form, 'payment_method')
  if (!method)
    return impossible('You cannot confirm this PaymentIntent because it is missing a payment method.')
  const becomes = Object.hasOwn(testMethods, method) ? testMethods[method]! : undefined
  if (!becomes) return impossible(`No such PaymentMethod: '${method}'`, { code: 'resource_missing' })
  if (becomes === 'authenticates') {
    const after = authenticating(world, id)
    return after ? ok(intentView(after)) : unexpectedState(intent, 'confirm')
  }
  if (becomes === 'pays') {
    return pay(world, id).paid ? ok(intentView(world.intent.get(id)!)) : unexpectedState(intent, 'confirm')
  }
  const error = decline(becomes)
  const after = declined(world, id, error)
  return after
    ? refuse(402, { ...error, payment_intent: intentView(after) }, true)
    : unexpectedState(intent, 'confirm')
}

/** 3-D Secure was not passed: the payer may try again. */
export const authenticationLost = (world: World, id: string): Intent | undefined =>
  declined(world, id, authenticationFailed)

/** POST /v1/payment_intents/:id/capture */
export function captureIntent(world: World, id: string, form: Form): Answer {
  const intent = standing(world, id)
  if (!intent) return missing('payment_intent', id, 'intent')
  if (intent.status !== 'requires_capture') return unexpectedState(intent, 'capture')
  const asked =
    text(form, 'amount_to_capture') === undefined ? intent.capturable : whole(form, 'amount_to_capture')
  if (asked === undefined || asked < 1) {
    return invalid('Invalid positive integer', 'amount_to_capture', 'parameter_invalid_integer')
  }
  if (asked > intent.capturable) {
    return impossible(
      'The requested capture amount is greater than the amount you can capture for this charge.',
      {
        code: 'amount_too_large',
        param: 'amount_to_capture',
      },
    )
  }
  return ok(intentView(take(world, intent, world.charge.get(intent.latestCharge!)!, asked)))
}

const CANCELABLE: readonly IntentStatus[] = ['requires_payment_method', 'requires_action', 'requires_capture']
const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned']

/** POST /v1/payment_intents/:id/cancel: lets go of what was held. */
export function cancelIntent(world: World, id: string, form: Form): Answer {
  const intent = standing(world, id)
  if (!intent) return missing('payment_intent', id, 'intent')
  const reason = text(form, 'cancellation_reason') ?? null
  if (reason !== null && !REASONS.includes(reason)) {
    return invalid(`Invalid cancellation_reason: must be one of ${REASONS.join(', ')}`, 'cancellation_reason')
  }
  const no = numberOf(intent)
  world.commit(releasedByClose(world, no))
  if (!CANCELABLE.includes(intent.status)) return unexpectedState(intent, 'cancel')
  const after: Intent = {
    ...intent,
    status: 'canceled',
    capturable: 0,
    cancellationReason: reason,
    canceledAt: world.now(),
  }
  if (world.faults.take('close_ignored', 'close', no)) return ok(intentView(after))
  world.commit([
    { kind: 'intent', record: after },
    ...happened(world, 'payment_intent.canceled', no, intentView(after)),
  ])
  const answer = ok(intentView(after))
  if (world.faults.take('pay_after_close', 'close', no)) pay(world, id, { inFlight: true })
  return answer
}

function unexpectedState(intent: Intent, act: string): Answer {
  return impossible(`You cannot ${act} this PaymentIntent because it has a status of ${intent.status}.`, {
    code: 'payment_intent_unexpected_state',
    payment_intent: intentView(intent),
  })
}
