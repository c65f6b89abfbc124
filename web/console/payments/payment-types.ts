/** What is due for a trade, and everything that was done about it. Amounts are minor units of `currency`. */
export type PaymentSummary = {
  payableNo: string
  buyerId: string
  state: string
  currency: string
  due: number
  captured: number
  /** Money beyond what is due that still has to be given back. */
  over: number
  surplus: number
  refunding: number
  refunded: number
  surplusRefunding: number
  surplusRefunded: number
  expiresAt: string
  createdAt: string
}

export type Payment = PaymentSummary & {
  items: PaymentItem[]
  attempts: Attempt[]
  refunds: Refund[]
  flows: Flow[]
}

/** An order's share; `itemNo` is the order's number. */
export type PaymentItem = {
  itemNo: string
  allocationNo: string
  due: number
  captured: number
  refunding: number
  refunded: number
  cancelled: boolean
}

export type Attempt = {
  no: string
  channel: string
  method: string
  state: string
  amount: number
  currency: string
  channelNo: string | null
  failureCode: string | null
  nextQueryAt: string | null
  queryCount: number
  createdAt: string
  expiresAt: string
  succeededAt: string | null
}

export type Flow = {
  sourceNo: string
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
  /** Null: a surplus, which belongs to no order. */
  orderNo: string | null
  tradeNo: string
  attemptNo: string
  source: 'item' | 'surplus'
  amount: number
  currency: string
  state: string
  reason: string
  requestedBy: string | null
  decidedBy: string | null
  failureCode: string | null
  tries: number
  createdAt: string
  succeededAt: string | null
  actions: string[]
}

export type Evidence = {
  id: number
  channel: string
  kind: 'notice' | 'query' | 'operator'
  verified: boolean
  verdict: string
  subjectNo: string | null
  receivedAt: string
  appliedAt: string | null
  outcome: string | null
  headers: Record<string, string>
  body: string
}
