import type { Delivery, Outgoing } from '../deliveries.ts'
import type { Fields } from './signing.ts'

/** What the simulated gateway remembers. Amounts are fen; `…At` on the calendar, `…Wait` on the waiting clock. */

export type Order = {
  /** The merchant's orderId; together with `txnTime` it names the order. */
  readonly no: string
  readonly txnTime: string
  readonly merchantId: string
  readonly amount: number
  readonly channelType: string
  readonly backUrl: string
  readonly frontUrl?: string
  readonly note?: string
  readonly createdAt: number
  /** payTimeout. */
  readonly expiresAt: number
  /** What the app hands to the kit, and the wallet scans: the transaction number. */
  readonly tn: string
  readonly queryId: string
  readonly traceNo: string
  readonly state: 'open' | 'paid' | 'declined'
  /** The code of the last card that was declined; the payer may try another one until the order runs out. */
  readonly declined?: string
  readonly paid?: {
    readonly at: number
    readonly amount: number
    readonly payer: string
    /** Whom the money went to; another merchant only by a fault. */
    readonly merchantId: string
  }
  /** Refunded and being refunded. */
  readonly refunded: number
}

export type Refund = {
  /** The merchant's orderId of the refund. */
  readonly no: string
  readonly txnTime: string
  readonly orderNo: string
  readonly origQryId: string
  readonly amount: number
  readonly merchantId: string
  readonly backUrl?: string
  readonly note?: string
  readonly createdAt: number
  readonly queryId: string
  readonly traceNo: string
  readonly state: 'processing' | 'succeeded' | 'failed'
  readonly outcome: 'succeeded' | 'failed' | 'stuck'
  readonly dueWait: number
}

/** How a single delivery differs from an honest one. */
export const twists = ['forged', 'tampered', 'unknown_serial'] as const
export type Twist = (typeof twists)[number]

export type Notice = Outgoing & {
  readonly key: string
  /** The order's or the refund's number. */
  readonly no: string
  readonly url: string
  readonly createdAt: number
  /** What is signed at each delivery. */
  readonly fields: Fields
  readonly twist?: Twist
  /** So many deliveries from the start go astray. */
  readonly lost: number
  readonly deliveries: readonly Delivery[]
}

/** One movement of money, never changed. */
export type MoneyLine = {
  readonly no: number
  readonly at: number
  readonly kind: 'paid' | 'refunded'
  readonly orderNo: string
  readonly refundNo?: string
  readonly amount: number
  readonly merchantId: string
}
