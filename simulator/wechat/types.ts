import type { Delivery, Outgoing } from '../deliveries.ts'

/** What the simulated provider remembers. Amounts are fen; `…At` on the calendar, `…Wait` on the waiting clock. */

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'PAYERROR'

export type Method = 'native' | 'jsapi' | 'h5' | 'app'

export type Order = {
  /** The merchant's out_trade_no. */
  readonly no: string
  /** Absent in orders kept from the time of native orders only. */
  readonly method?: Method
  /** The combined order it is a part of. */
  readonly combinedNo?: string
  readonly merchantId: string
  readonly appId: string
  readonly description: string
  readonly attach?: string
  readonly total: number
  readonly currency: string
  readonly notifyUrl: string
  readonly createdAt: number
  readonly expiresAt: number
  /** What is scanned; for other methods the prepay id. */
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
  /** Its money stays frozen until it is shared out 分账. */
  readonly sharing?: Sharing
}

export type Sharing = {
  /** Nothing more is shared: asked for, or thirty days over. */
  readonly isFinished: boolean
  readonly requests: number
  /** Shared, or being shared, minus what came back. */
  readonly shared: number
  /** When the rest is given free by itself, on the waiting clock. */
  readonly freeWait: number
}

/** One payment over the orders of several merchants 合单. */
export type Combined = {
  /** The combine_out_trade_no. */
  readonly no: string
  readonly merchantId: string
  readonly appId: string
  readonly method: Method
  readonly code: string
  readonly notifyUrl: string
  readonly createdAt: number
  readonly expiresAt: number
  /** In the order they were given. */
  readonly orderNos: readonly string[]
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
  /** Asked for when it was abnormal 异常退款: where it goes now. */
  readonly redirect?: Redirect
}

/** As decrypted: the tests compare it with what was typed. */
export type Redirect =
  | { readonly type: 'MERCHANT_BANK_CARD' }
  | {
      readonly type: 'USER_BANK_CARD'
      readonly bank: string
      readonly account: string
      readonly name: string
    }

/** How a single delivery differs from an honest one. */
export type Twist = 'forged' | 'probe' | 'stale' | 'tampered' | 'unknown_serial'

export type Notice = Outgoing & {
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
  /** So many deliveries from the start go astray. */
  readonly lost: number
  readonly deliveries: readonly Delivery[]
}

/** One movement of money, never changed: what was taken from payers and given back. */
export type MoneyLine = {
  readonly no: number
  readonly at: number
  /** `returned`: a refund that came to the merchant's own bank account. */
  readonly kind: 'paid' | 'refunded' | 'returned'
  readonly orderNo: string
  readonly refundNo?: string
  readonly transactionId: string
  readonly amount: number
  readonly currency: string
  readonly payer: string
  readonly merchantId: string
}

/** Who may be given a share. */
export type Receiver = {
  readonly type: 'MERCHANT_ID' | 'PERSONAL_OPENID'
  readonly account: string
  readonly relation: string
  /** As decrypted. */
  readonly name?: string
}

export type ShareResult = 'PENDING' | 'SUCCESS' | 'CLOSED'

/** One request to share out an order's money. */
export type Share = {
  /** The merchant's out_order_no. */
  readonly no: string
  readonly orderId: string
  readonly orderNo: string
  readonly transactionId: string
  readonly createdAt: number
  readonly receivers: readonly {
    readonly type: Receiver['type']
    readonly account: string
    readonly amount: number
    readonly description: string
    readonly detailId: string
    readonly result: ShareResult
    readonly failReason?: string
    /** Given back since. */
    readonly returned: number
  }[]
  /** The rest becomes free when this is done. */
  readonly isLast: boolean
  readonly state: 'PROCESSING' | 'FINISHED'
  readonly finishedAt?: number
  readonly dueWait: number
}

export type ShareReturn = {
  /** The merchant's out_return_no. */
  readonly no: string
  readonly returnId: string
  readonly shareNo: string
  readonly account: string
  readonly amount: number
  readonly description: string
  readonly createdAt: number
  readonly result: 'PROCESSING' | 'SUCCESS' | 'FAILED'
  readonly failReason?: string
  readonly finishedAt?: number
  readonly dueWait: number
}

/** One movement of the merchant's account 资金流水, as the fund bill tells it. */
export type Flow = {
  readonly no: number
  readonly at: number
  /** 业务名称 and 业务类型. */
  readonly name: string
  readonly direction: 'in' | 'out'
  readonly amount: number
  /** 微信支付业务单号: the transaction, the refund or the share. */
  readonly businessNo: string
  readonly note: string
  /** 业务凭证号 */
  readonly voucher: string
}
