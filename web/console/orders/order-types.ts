import type { Order, OrderLine, OrderSummary } from '../../api/nouns.ts'

/** What staff are shown of an order: the buyer's view and who he is. */
export type StaffOrder = Order & {
  buyer?: { id: string; name?: string | null; phone?: string | null } | null
}
export type { OrderLine, OrderSummary }

export type Move = { machine: string; from: string; on: string; to: string }
export type TimelineItem = {
  at: string
  actor: string
  move: Move
  label: { zh: string; en: string }
  reason: string | null
}
