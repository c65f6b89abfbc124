import type { NoticeVerdict } from '../../src/channels/index.ts'

/** What the tormentor asks of a server process. */
export type Ask =
  | {
      readonly op: 'place'
      readonly buyerId: string
      readonly lines: readonly { readonly skuId: number; readonly quantity: number }[]
    }
  | { readonly op: 'pay'; readonly tradeNo: string; readonly buyerId: string }
  | { readonly op: 'cancel'; readonly tradeNo: string; readonly buyerId: string }
  /** `units`: pieces by line; null is all of it. */
  | {
      readonly op: 'refund'
      readonly orderNo: string
      readonly units: Readonly<Record<string, number>> | null
    }
  | { readonly op: 'approve'; readonly refundNo: string }
  | { readonly op: 'notice'; readonly verdict: NoticeVerdict }

/** `id` finds the answer; `key` makes a repetition harmless, on whatever process. */
export type Request = { readonly id: number; readonly key: string; readonly ask: Ask }

export type Answer = { readonly id: number } & (
  | { readonly kind: 'acknowledged'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: string }
  /** Nothing was learnt: it may have happened or not. */
  | { readonly kind: 'unknown'; readonly why: string }
)

/** What a server process asks of the provider, which lives with the tormentor and survives every kill. */
export const CALLS = ['startPayment', 'query', 'close', 'refund', 'queryRefund'] as const
export type Call = {
  readonly call: number
  readonly method: (typeof CALLS)[number]
  readonly argument: unknown
}
export type Reply = { readonly call: number; readonly said: unknown }

export type FromServer = { readonly ready: true } | Answer | Call
export type ToServer = Request | Reply
