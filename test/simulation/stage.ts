import type { CrashPoint } from '../../src/platform/lane.ts'
import type { Mix } from './mix.ts'
import type { Notice } from './provider-facts.ts'

/** The process died at an armed point. What was committed stays; nothing else does. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

export const CRASH_POINTS: readonly CrashPoint[] = ['claimed', 'loaded', 'decided', 'saved', 'committed']

export type Placement = {
  readonly buyerId: string
  readonly lines: readonly { readonly skuId: number; readonly quantity: number }[]
  readonly key: string
}

export type Placed = { readonly tradeNo: string; readonly orderNos: readonly string[] }

/** How somebody pays: a part or all of it, and so much of that out of what we keep for him. */
export type How = {
  readonly amount: number | null
  readonly walletAmount: number
  readonly points: number
  readonly channel: 'mock' | 'wallet'
}

export type Decision = 'approve' | 'reject' | 'retry' | 'reissue' | 'stop'

/** `hold`: the provider holds the money first · `delivery`: cash to the one who brings the goods. */
export type Way = 'hold' | 'delivery'

export type DisputeAct = 'respond' | 'concede' | 'confirm' | 'drop'

/** Who is to get a part of a payment. */
export type Part = {
  readonly type: 'merchant' | 'person'
  readonly account: string
  readonly amount: number
  readonly shopId: number | null
}

export type Desk = {
  /** Payments over the wire that came in, oldest first. */
  readonly received: readonly {
    readonly attemptNo: string
    readonly tradeNo: string
    readonly captured: number
  }[]
  readonly disputeNos: readonly string[]
  /** Payments over the wire that nobody owed. */
  readonly surplusNos: readonly string[]
  /** Sharings that wait for the second of two people, and what receivers got. */
  readonly requestedSharingNos: readonly string[]
  readonly given: readonly { readonly sharingNo: string; readonly account: string; readonly amount: number }[]
  readonly failedReturnNos: readonly string[]
  /** Refunds that the payer's bank refused; of which another way was asked for; that came to our own account. */
  readonly abnormalNos: readonly string[]
  readonly redirectNos: readonly string[]
  readonly returnedNos: readonly string[]
  /** Refunds that are being sent; that the provider refused for good; that people are to transfer; that were paid twice. */
  readonly sendingNos: readonly string[]
  readonly refusedNos: readonly string[]
  readonly handNos: readonly string[]
  readonly owedBackNos: readonly string[]
  /** Shared money that its receivers owe, and that one person says was given back. */
  readonly owedNos: readonly string[]
  readonly claimedNos: readonly string[]
}

/** Everything that people, providers and time can do to a trade core; played in memory and on PostgreSQL alike. */
export type Stage = {
  /** Null when it was refused. */
  place(placement: Placement): Promise<Placed | null>
  pay(tradeNo: string, orderNo: string | null, how: How, key: string): Promise<void>
  /** All that is owed of several trades of one buyer, at once. */
  payTogether(tradeNos: readonly string[], buyerId: string, key: string): Promise<void>
  /** Two people put money or points into a buyer's wallet. */
  fund(buyerId: string, kind: 'wallet' | 'points', size: number, key: string): Promise<void>
  /** All of it, by a promise. */
  promise(tradeNo: string, way: Way, key: string): Promise<void>
  choosePlan(tradeNo: string, plan: string, key: string): Promise<void>
  /** Takes held money (a part where an amount is named), or lets it go. */
  actOnHold(attemptNo: string, action: 'capture' | 'void', amount: number | null, key: string): Promise<void>
  /** Takes a part of held money while the rest stays held. */
  takePart(attemptNo: string, amount: number, key: string): Promise<void>
  /** One person says that cash came in, or that a refund was paid out; another confirms or rejects it. */
  /** `isBack`: of a refund that its buyer got twice, he gave one back. */
  byHand(
    subjectNo: string,
    amount: number,
    isConfirmed: boolean,
    key: string,
    isBack?: boolean,
  ): Promise<void>
  askSupplement(orderNo: string, amount: number, key: string): Promise<void>
  /** What is promised so and not taken yet, oldest first. */
  promisedBy(way: Way): Promise<readonly string[]>
  cancelTrade(tradeNo: string, key: string): Promise<void>
  cancelOrder(orderNo: string, key: string): Promise<void>
  act(orderNo: string, action: 'confirm' | 'complete' | 'decline' | 'withdraw', key: string): Promise<void>
  /** The number of the refund, or null when it was refused. */
  requestRefund(
    orderNo: string,
    units: Readonly<Record<string, number>> | null,
    toWallet: boolean,
    key: string,
  ): Promise<string | null>
  refundSurplus(attemptNo: string, key: string): Promise<string | null>
  /** The number of the refund that was asked for anew, where one was. */
  decideRefund(refundNo: string, action: Decision, toWallet: boolean, key: string): Promise<string | null>
  /**
   * Another way for a refund: another card of the payer's or our own account, where his bank refused it; his wallet or a
   * transfer of ours, where the provider did.
   */
  askRedirect(refundNo: string, way: 'card' | 'transfer' | 'wallet' | 'hand', key: string): Promise<void>
  checkAttempt(attemptNo: string): Promise<void>
  /** Somebody answers a dispute, gives in, or is the second who confirms or drops that. */
  actOnDispute(disputeNo: string, act: DisputeAct, isSecond: boolean, key: string): Promise<void>
  /** The number of the sharing, or null when it was refused. */
  requestSharing(
    attemptNo: string,
    parts: readonly Part[],
    isLast: boolean,
    key: string,
  ): Promise<string | null>
  decideSharing(sharingNo: string, action: 'approve' | 'reject', key: string): Promise<void>
  requestReturn(sharingNo: string, account: string, amount: number, key: string): Promise<void>
  decideReturn(returnNo: string, action: 'retry' | 'waive', key: string): Promise<void>
  /** One person says that a receiver gave back what he owes, another confirms or refuses that. */
  actOnOwed(returnNo: string, act: 'claim' | 'confirm' | 'refuse', key: string): Promise<void>
  /** What people see on their desks. */
  desk(): Promise<Desk>
  notice(notice: Notice): Promise<void>
  /** Everything that is due now, once. Returns how much that was. */
  sweep(): Promise<number>
  /** The process dies at the n-th passing of a point from now. */
  arm(point: CrashPoint, passing: number): void
  /** Takes the bomb away; where it went off, another process takes over. */
  disarm(): Promise<void>
  mix(): Promise<Mix>
  /** What a quick look after each command shows to be wrong. */
  glance(): Promise<string[]>
  /** Everything that is wrong with what is stored now. */
  audit(): Promise<string[]>
  /** What is not at rest, or not as the provider has it. */
  unrest(): Promise<string[]>
}

/** Each way to promise as the product's own words name it. */
export const WAYS = {
  hold: { channel: 'mock', method: 'card', capture: 'manual' },
  // Nobody holds anything for it: that it is taken later lies in the method.
  delivery: { channel: 'cod', method: 'on_delivery' },
} as const satisfies Readonly<Record<Way, { channel: string; method: string; capture?: 'manual' }>>
