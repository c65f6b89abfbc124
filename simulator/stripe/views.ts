import type {
  Charge,
  Dispute,
  Intent,
  Movement,
  Notes,
  Refund,
  Reversal,
  StripeEvent,
  Transfer,
} from './types.ts'
import type { World } from './world.ts'

/** Objects as Stripe writes them. What another object stands for is its id, until it is expanded. */

export type View = Readonly<Record<string, unknown>>

const mode = { livemode: false }

export const intentView = (one: Intent): View => ({
  id: one.id,
  object: 'payment_intent',
  amount: one.amount,
  amount_capturable: one.capturable,
  amount_received: one.received,
  application: null,
  automatic_payment_methods: { allow_redirects: 'always', enabled: true },
  canceled_at: one.canceledAt,
  cancellation_reason: one.cancellationReason,
  capture_method: one.captureMethod,
  client_secret: one.clientSecret,
  created: one.created,
  currency: one.currency,
  customer: null,
  description: one.description,
  last_payment_error: one.lastError,
  latest_charge: one.latestCharge,
  ...mode,
  metadata: one.metadata,
  next_action: one.status === 'requires_action' ? { type: 'use_stripe_sdk', use_stripe_sdk: {} } : null,
  on_behalf_of: null,
  payment_method_types: ['card'],
  status: one.status,
  transfer_data: one.destination === null ? null : { destination: one.destination },
  transfer_group: one.transferGroup,
})

export const chargeView = (one: Charge): View => ({
  id: one.id,
  object: 'charge',
  amount: one.amount,
  amount_captured: one.captured,
  amount_refunded: one.refunded,
  balance_transaction: one.movement,
  captured: one.captured > 0,
  created: one.created,
  currency: one.currency,
  disputed: one.isDisputed,
  failure_code: one.error?.code ?? null,
  failure_message: one.error?.message ?? null,
  ...mode,
  metadata: one.metadata,
  paid: one.status === 'succeeded',
  payment_intent: one.intent,
  payment_method_details: {
    type: 'card',
    card: {
      brand: 'visa',
      last4: '4242',
      funding: 'credit',
      ...(one.captureBefore === null ? {} : { capture_before: one.captureBefore }),
    },
  },
  refunded: one.refunded > 0 && one.refunded === one.captured,
  status: one.status,
  transfer_group: one.transferGroup,
})

export const refundView = (one: Refund): View => ({
  id: one.id,
  object: 'refund',
  amount: one.amount,
  balance_transaction: one.movement,
  charge: one.charge,
  created: one.created,
  currency: one.currency,
  ...(one.failureReason === null ? {} : { failure_reason: one.failureReason }),
  metadata: one.metadata,
  payment_intent: one.intent,
  reason: null,
  status: one.status,
})

export const disputeView = (world: World, one: Dispute): View => ({
  id: one.id,
  object: 'dispute',
  amount: one.amount,
  balance_transactions: one.movements.map((id) => movementView(world.movement.get(id)!)),
  charge: one.charge,
  created: one.created,
  currency: one.currency,
  evidence: one.evidence,
  evidence_details: {
    due_by: one.dueBy,
    has_evidence: Object.keys(one.evidence).length > 0,
    past_due: world.now() > one.dueBy,
    submission_count: one.submissions,
  },
  is_charge_refundable: one.status.startsWith('warning_'),
  ...mode,
  metadata: {},
  payment_intent: one.intent,
  reason: one.reason,
  status: one.status,
})

export const transferView = (one: Transfer): View => ({
  id: one.id,
  object: 'transfer',
  amount: one.amount,
  amount_reversed: one.reversed,
  balance_transaction: one.movement,
  created: one.created,
  currency: one.currency,
  description: one.description,
  destination: one.destination,
  ...mode,
  metadata: one.metadata,
  reversed: one.reversed === one.amount,
  source_transaction: one.sourceTransaction,
  source_type: 'card',
  transfer_group: one.transferGroup,
})

export const reversalView = (one: Reversal): View => ({
  id: one.id,
  object: 'transfer_reversal',
  amount: one.amount,
  balance_transaction: one.movement,
  created: one.created,
  currency: one.currency,
  metadata: one.metadata,
  transfer: one.transfer,
})

const PENDING_SECONDS = 2 * 86_400

export const movementView = (one: Movement, now = one.created): View => ({
  id: one.id,
  object: 'balance_transaction',
  amount: one.amount,
  available_on: one.created + PENDING_SECONDS,
  created: one.created,
  currency: one.currency,
  description: null,
  exchange_rate: null,
  fee: one.fee,
  fee_details:
    one.fee === 0
      ? []
      : [
          {
            amount: one.fee,
            application: null,
            currency: one.currency,
            description: 'Stripe processing fees',
            type: 'stripe_fee',
          },
        ],
  net: one.amount - one.fee,
  reporting_category: one.category,
  source: one.source,
  status: now < one.created + PENDING_SECONDS ? 'pending' : 'available',
  type: one.type,
})

export const API_VERSION = '2026-10-28.endive'

export const eventView = (one: StripeEvent, object: unknown = one.object, account?: string): View => ({
  id: one.id,
  object: 'event',
  ...(account === undefined ? {} : { account }),
  api_version: API_VERSION,
  created: one.created,
  data: { object },
  ...mode,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
  type: one.type,
})

export const accountView = (id: string, transfers: string): View => ({
  id,
  object: 'account',
  capabilities: { transfers },
  type: 'express',
})

/** The object of an id, by how the id begins. */
export function viewOf(world: World, id: string): View | undefined {
  const find = <T>(table: ReadonlyMap<string, T>, view: (one: T) => View) => {
    const one = table.get(id)
    return one === undefined ? undefined : view(one)
  }
  switch (id.split('_')[0]) {
    case 'pi':
      return find(world.intent, intentView)
    case 'ch':
      return find(world.charge, chargeView)
    case 're':
      return find(world.refund, refundView)
    case 'du':
      return find(world.dispute, (one) => disputeView(world, one))
    case 'tr':
      return find(world.transfer, transferView)
    case 'trr':
      return find(world.reversal, reversalView)
    case 'txn':
      return find(world.movement, (one) => movementView(one, world.now()))
    default:
      return undefined
  }
}

export type { Notes }
