import type { Channel, NoticeVerdict } from '../../src/channels/index.ts'

/** What the tormentor asks of a server process. */
export type Ask =
  | {
      readonly op: 'place'
      readonly buyerId: string
      readonly lines: readonly { readonly skuId: number; readonly quantity: number }[]
    }
  /** `isHeld`: the provider holds the money first. */
  | { readonly op: 'pay'; readonly tradeNo: string; readonly buyerId: string; readonly isHeld?: boolean }
  | { readonly op: 'cancel'; readonly tradeNo: string; readonly buyerId: string }
  /** `units`: pieces by line; null is all of it. */
  | {
      readonly op: 'refund'
      readonly orderNo: string
      readonly units: Readonly<Record<string, number>> | null
    }
  | { readonly op: 'approve'; readonly refundNo: string }
  /** A part of a payment is to be shared out; somebody else agrees; some of it is asked back. */
  | { readonly op: 'split'; readonly attemptNo: string; readonly amount: number }
  | { readonly op: 'agree'; readonly sharingNo: string }
  | { readonly op: 'recall'; readonly sharingNo: string; readonly amount: number }
  /** The dispute about a payment is answered. */
  | { readonly op: 'defend'; readonly attemptNo: string }
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
export const CALLS = [
  'startPayment',
  'query',
  'close',
  'refund',
  'queryRefund',
  'capture',
  'respond',
  'queryDispute',
  'addReceiver',
  'share',
  'querySharing',
  'giveBack',
  'queryReturn',
] as const
export type CallName = (typeof CALLS)[number]
export type Call = {
  readonly call: number
  readonly method: CallName
  readonly args: readonly unknown[]
}
export type Reply = { readonly call: number; readonly said: unknown }

type Callable = (...args: never[]) => Promise<unknown>

/** The calls of a channel by their names here. */
export function callsOf(channel: Channel): Readonly<Record<CallName, Callable>> {
  const { authorizing, disputing, profitSharing } = channel
  if (!authorizing || !disputing || !profitSharing) throw new Error('this channel cannot do everything')
  return {
    startPayment: channel.startPayment,
    query: channel.query,
    close: channel.close,
    refund: channel.refund,
    queryRefund: channel.queryRefund,
    capture: authorizing.capture,
    respond: disputing.respond,
    queryDispute: disputing.query,
    addReceiver: profitSharing.addReceiver,
    share: profitSharing.share,
    querySharing: profitSharing.query,
    giveBack: profitSharing.giveBack,
    queryReturn: profitSharing.queryReturn,
  }
}

/** The channel whose every call is made by `ask`; what it can and what it says of itself is the model's. */
export function channelBy(
  model: Channel,
  ask: (method: CallName, args: readonly unknown[]) => Promise<never>,
): Channel {
  const by =
    (method: CallName) =>
    (...args: unknown[]): Promise<never> =>
      ask(
        method,
        args.filter((one) => !(one instanceof AbortSignal)),
      )
  const { authorizing, disputing, profitSharing } = model
  if (!authorizing || !disputing || !profitSharing) throw new Error('this channel cannot do everything')
  return {
    ...model,
    startPayment: by('startPayment'),
    query: by('query'),
    close: by('close'),
    refund: by('refund'),
    queryRefund: by('queryRefund'),
    authorizing: { ...authorizing, capture: by('capture') },
    disputing: { ...disputing, respond: by('respond'), query: by('queryDispute') },
    profitSharing: {
      ...profitSharing,
      addReceiver: by('addReceiver'),
      share: by('share'),
      query: by('querySharing'),
      giveBack: by('giveBack'),
      queryReturn: by('queryReturn'),
    },
  }
}

export type FromServer = { readonly ready: true } | Answer | Call
export type ToServer = Request | Reply
