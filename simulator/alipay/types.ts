import type { Delivery, Outgoing } from '../deliveries.ts'

/** What the simulated Alipay remembers. Amounts are fen; `…At` on the calendar, `…Wait` on the waiting clock. */

/** `SHOWN`: asked for, but nobody has opened it; to the merchant such a trade does not exist. */
export type TradeStatus = 'SHOWN' | 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED'

export type Trade = {
  /** The merchant's out_trade_no. */
  readonly no: string
  readonly tradeNo: string
  readonly subject: string
  readonly total: number
  readonly notifyUrl?: string
  readonly returnUrl?: string
  /** What is scanned or opened. */
  readonly code: string
  readonly status: TradeStatus
  readonly createdAt: number
  readonly expiresAt: number
  readonly closedAt?: number
  /** The money stays frozen until it is shared out. */
  readonly isForSharing: boolean
  readonly paid?: {
    readonly at: number
    /** What the payer really gave; another amount than `total` only by a fault. */
    readonly amount: number
    readonly payer: string
    /** Whom the money went to; another account only by a fault. */
    readonly sellerId: string
  }
  readonly refunded: number
  /** Paid out of this frozen money. */
  readonly authNo?: string
}

export type PaidTrade = Trade & { readonly paid: NonNullable<Trade['paid']> }

export type Refund = {
  /** The merchant's out_request_no, unique within a trade. */
  readonly no: string
  readonly tradeNo: string
  readonly amount: number
  readonly reason: string
  readonly at: number
  /** What was to come back from those it was shared with. */
  readonly royalties: readonly Royalty[]
  /** Until then a question about it finds nothing. */
  readonly visibleWait: number
}

/** A part of a sharing that a refund takes back 退分账, or does not get. */
export type Royalty = { readonly account: string; readonly amount: number; readonly isBack: boolean }

/** Frozen money 资金授权. */
export type Hold = {
  /** The merchant's out_order_no. */
  readonly no: string
  /** The out_request_no of the freezing. */
  readonly requestNo: string
  readonly authNo: string
  readonly operationId: string
  readonly title: string
  readonly amount: number
  readonly notifyUrl?: string
  readonly code: string
  readonly status: 'SHOWN' | 'INIT' | 'AUTHORIZED' | 'FINISH' | 'CLOSED'
  readonly createdAt: number
  readonly expiresAt: number
  readonly frozenAt?: number
  readonly payer?: string
  readonly unfrozen: number
  readonly captured: number
  /** Unfreezings by their out_request_no: the same number gives back once. */
  readonly releases: readonly {
    readonly requestNo: string
    readonly operationId: string
    readonly amount: number
    readonly at: number
  }[]
}

/** One sharing out of a trade 分账. */
export type Settlement = {
  /** The merchant's out_request_no. */
  readonly no: string
  readonly tradeNo: string
  readonly settleNo: string
  readonly at: number
  readonly parts: readonly {
    readonly account: string
    readonly amount: number
    readonly state: 'SUCCESS' | 'FAIL'
    readonly failure?: string
  }[]
  readonly isLast: boolean
}

/** How a single delivery differs from an honest one. */
export type Twist = 'forged' | 'probe'

export type Notice = Outgoing & {
  readonly key: string
  /** `notify_id`: repetitions and forgeries share it. */
  readonly id: string
  /** The trade's or the frozen order's number. */
  readonly no: string
  readonly url: string
  readonly createdAt: number
  /** What is said, without time, signature and id. */
  readonly fields: Readonly<Record<string, string>>
  readonly twist?: Twist
  /** So many deliveries from the start go astray. */
  readonly lost: number
  readonly deliveries: readonly Delivery[]
}

/** One movement of money, never changed. */
export type MoneyLine = {
  readonly no: number
  readonly at: number
  readonly kind: 'paid' | 'refunded' | 'shared'
  /** The trade's out_trade_no. */
  readonly orderNo: string
  readonly tradeNo: string
  readonly refundNo?: string
  readonly subject: string
  readonly amount: number
  readonly payer: string
  readonly sellerId: string
}
