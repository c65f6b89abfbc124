import type { Presentation } from '../../kernel/presentation.ts'
import type { Redirect } from './redirect.ts'
import type { Attempt, Payer, Payment, PaymentItem, Refund, RefundComponents, Share } from './types.ts'

export type PaymentRow = {
  payable_no: string
  buyer_id: string
  state: Payment['state']
  currency: string
  due: number
  captured: number
  surplus: number
  refunding: number
  refunded: number
  surplus_refunding: number
  surplus_refunded: number
  is_one_at_a_time: boolean
  takes_parts: boolean
  plan: string | null
  expires_at: Date
  created_at: Date
  version: number
}

export type ItemRow = {
  payable_no: string
  item_no: string
  allocation_no: string
  payee_id: number
  due: number
  captured: number
  refunding: number
  refunded: number
  kept: number
  cancelled: boolean
}

export type ShareRow = {
  payable_no: string
  item_no: string
  attempt_no: string
  amount: number
  refunding: number
  refunded: number
  disputed: number
}

export type AttemptRow = {
  attempt_no: string
  payable_no: string
  item_nos: string[]
  channel: string
  method: string
  group_no: string | null
  combined_no: string | null
  capture: Attempt['capture']
  payer: Payer | null
  units: number | null
  state: Attempt['state']
  is_open: boolean
  amount: number
  currency: string
  description: string
  presentation: Presentation | null
  channel_no: string | null
  held_amount: number
  held_until: Date | null
  received_amount: number
  received_currency: string | null
  captured_amount: number
  surplus_amount: number
  fee_amount: number | null
  failure_code: string | null
  expires_at: Date
  next_query_at: Date | null
  query_count: number
  created_at: Date
  succeeded_at: Date | null
  version: number
}

export type RefundRow = {
  refund_no: string
  request_no: string
  payable_no: string
  item_no: string | null
  attempt_no: string
  source: Refund['source']
  to_wallet: boolean
  state: Refund['state']
  amount: number
  currency: string
  components: RefundComponents | null
  reason: string
  requested_by: string
  decided_by: string | null
  channel_refund_no: string | null
  failure_code: string | null
  next_at: Date | null
  planned_at: Date | null
  tries: number
  redirect: Redirect | null
  requested_at: Date
  succeeded_at: Date | null
  returned_at: Date | null
  bounce_no: string | null
  version: number
}

export const paymentOf = (row: PaymentRow): Payment => ({
  payableNo: row.payable_no,
  buyerId: row.buyer_id,
  state: row.state,
  currency: row.currency,
  due: row.due,
  captured: row.captured,
  surplus: row.surplus,
  refunding: row.refunding,
  refunded: row.refunded,
  surplusRefunding: row.surplus_refunding,
  surplusRefunded: row.surplus_refunded,
  isOneAtATime: row.is_one_at_a_time,
  takesParts: row.takes_parts,
  plan: row.plan,
  expiresAt: row.expires_at,
  createdAt: row.created_at,
  version: row.version,
})

export const itemOf = (row: ItemRow): PaymentItem => ({
  payableNo: row.payable_no,
  itemNo: row.item_no,
  allocationNo: row.allocation_no,
  payeeId: row.payee_id,
  due: row.due,
  captured: row.captured,
  refunding: row.refunding,
  refunded: row.refunded,
  kept: row.kept,
  cancelled: row.cancelled,
})

export const shareOf = (row: ShareRow): Share => ({
  payableNo: row.payable_no,
  itemNo: row.item_no,
  attemptNo: row.attempt_no,
  amount: row.amount,
  refunding: row.refunding,
  refunded: row.refunded,
  disputed: row.disputed,
})

export const attemptOf = (row: AttemptRow): Attempt => ({
  attemptNo: row.attempt_no,
  payableNo: row.payable_no,
  itemNos: row.item_nos,
  channel: row.channel,
  method: row.method,
  groupNo: row.group_no,
  combinedNo: row.combined_no,
  capture: row.capture,
  payer: row.payer,
  units: row.units,
  state: row.state,
  isOpen: row.is_open,
  amount: row.amount,
  currency: row.currency,
  description: row.description,
  presentation: row.presentation,
  channelNo: row.channel_no,
  held: row.held_amount,
  heldUntil: row.held_until,
  received: row.received_amount,
  receivedCurrency: row.received_currency,
  captured: row.captured_amount,
  surplus: row.surplus_amount,
  fee: row.fee_amount,
  failureCode: row.failure_code,
  expiresAt: row.expires_at,
  nextQueryAt: row.next_query_at,
  queryCount: row.query_count,
  createdAt: row.created_at,
  succeededAt: row.succeeded_at,
  version: row.version,
})

export const refundOf = (row: RefundRow): Refund => ({
  refundNo: row.refund_no,
  requestNo: row.request_no,
  payableNo: row.payable_no,
  itemNo: row.item_no,
  attemptNo: row.attempt_no,
  source: row.source,
  toWallet: row.to_wallet,
  state: row.state,
  amount: row.amount,
  currency: row.currency,
  components: row.components,
  reason: row.reason,
  requestedBy: row.requested_by,
  decidedBy: row.decided_by,
  channelRefundNo: row.channel_refund_no,
  failureCode: row.failure_code,
  nextAt: row.next_at,
  plannedAt: row.planned_at,
  tries: row.tries,
  redirect: row.redirect && {
    ...row.redirect,
    paid: row.redirect.paid ?? null,
    second: row.redirect.second ?? null,
  },
  requestedAt: row.requested_at,
  succeededAt: row.succeeded_at,
  returnedAt: row.returned_at,
  bounceNo: row.bounce_no,
  version: row.version,
})
