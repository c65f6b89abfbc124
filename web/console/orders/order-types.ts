import type { Order, OrderLine, OrderSummary } from '../../api/nouns.ts'
import type { Refund } from '../payments/payment-types.ts'

/** What staff are shown of an order: the buyer's view, who he is, and the refunds with what may be done about them. */
export type StaffOrder = Omit<Order, 'refunds'> & {
  buyer: { id: string; name: string; phone: string | null } | null
  receivedAmount: number
  refundedAmount: number
  cancelReason: string | null
  refunds: Refund[]
}
export type { OrderLine, OrderSummary }

export type Move = { machine: string; from: string; on: string; to: string }
export type TimelineItem = {
  at: string
  actor: string
  no: string
  move: Move
  label: { zh: string; en: string }
  reason: string | null
}
