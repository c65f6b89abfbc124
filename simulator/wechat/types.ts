/** What the simulated provider remembers. Amounts are fen; `…At` on the calendar, `…Wait` on the waiting clock. */

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'PAYERROR'

export type Order = {
  /** The merchant's out_trade_no. */
  readonly no: string
  readonly merchantId: string
  readonly appId: string
  readonly description: string
  readonly attach?: string
  readonly total: number
  readonly currency: string
  readonly notifyUrl: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly codeUrl: string
  readonly state: TradeState
  readonly stateDesc: string
  readonly closedAt?: number
  readonly paid?: {
    readonly transactionId: string
    readonly at: number
    /** What the payer really gave; another amount than `total` only by a fault. */
    readonly amount: number
    readonly payer: string
    /** Whom the money went to; another merchant only by a fault. */
    readonly merchantId: string
  }
  /** Refunded and being refunded. */
  readonly refunded: number
  readonly refundCount: number
  readonly lastRefundWait?: number
}

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'

export type Refund = {
  /** The merchant's out_refund_no. */
  readonly no: string
  readonly refundId: string
  readonly orderNo: string
  readonly transactionId: string
  readonly amount: number
  readonly total: number
  readonly currency: string
  readonly reason: string
  readonly notifyUrl?: string
  readonly createdAt: number
  readonly status: RefundStatus
  /** What it will become, and when. */
  readonly outcome: Exclude<RefundStatus, 'PROCESSING'> | 'STUCK'
  readonly dueWait: number
  readonly succeededAt?: number
}

/** How a single delivery differs from an honest one. */
export type Twist = 'forged' | 'probe' | 'stale' | 'tampered' | 'unknown_serial'

export type Delivery = { readonly at: number; readonly status: number; readonly note: string }

export type Notice = {
  readonly key: string
  /** The id inside the envelope; repetitions and forgeries share it. */
  readonly id: string
  readonly kind: 'transaction' | 'refund'
  /** The order's or the refund's number. */
  readonly no: string
  readonly eventType: string
  readonly summary: string
  readonly url: string
  readonly createdAt: number
  /** The resource before encryption. */
  readonly plain: string
  readonly twist?: Twist
  /** Sent once, whatever is answered. */
  readonly once?: true
  /** So many deliveries from the start go astray. */
  readonly lost: number
  readonly deliveries: readonly Delivery[]
  readonly state: 'waiting' | 'delivered' | 'given_up' | 'held_for_close' | 'held_for_another'
  readonly dueWait: number
}

/** One movement of money, never changed: what was taken from payers and given back. */
export type MoneyLine = {
  readonly no: number
  readonly at: number
  readonly kind: 'paid' | 'refunded'
  readonly orderNo: string
  readonly refundNo?: string
  readonly transactionId: string
  readonly amount: number
  readonly currency: string
  readonly payer: string
  readonly merchantId: string
}
