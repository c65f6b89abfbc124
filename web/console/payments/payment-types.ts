/** What is due for a trade, and everything that was done about it. Amounts are minor units of `currency`. */
export type Payment = PaymentSummary & {
  items: PaymentItem[]
  attempts: Attempt[]
  refunds: Refund[]
  flows: Flow[]
}

export type PaymentSummary = {
  payableNo: string
  state: string
  currency: string
  due: number
  captured: number
  /** Money above what was due, or after the close: in suspense or on its way back. */
  over: number
  refunding: number
  refunded: number
  createdAt?: string
  expiresAt?: string | null
}

export type PaymentItem = {
  orderNo: string
  allocationNo: string
  due: number
  captured: number
  refunding: number
  refunded: number
}

export type Attempt = {
  no: string
  channel: string
  method: string
  state: string
  amount: number
  currency: string
  channelNo?: string | null
  receivedAmount?: number
  surplusAmount?: number
  failure?: { code: string } | null
  createdAt: string
  expiresAt: string
  succeededAt: string | null
}

export type Flow = {
  no: string
  direction: 'in' | 'out'
  channel: string
  channelNo: string
  amount: number
  currency: string
  description: string
  occurredAt: string
}

export type Refund = {
  no: string
  orderNo: string | null
  attemptNo: string
  payableNo?: string
  source?: 'item' | 'surplus'
  amount: number
  currency: string
  state: string
  reason: string
  requestedBy?: string
  decidedBy?: string | null
  channelRefundNo?: string | null
  failureCode?: string | null
  requestedAt?: string
  createdAt?: string
  succeededAt: string | null
  actions?: string[]
}

export type Evidence = {
  id: string | number
  kind: 'notice' | 'query' | 'operator'
  channel: string
  verified: boolean
  verdict: string
  receivedAt: string
  appliedAt: string | null
  outcome: string | null
  headers?: unknown
  body?: unknown
}
