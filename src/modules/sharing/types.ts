import type { Step } from '../../kernel/fact.ts'
import type { StateOf } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'
import type { RejectionTable } from '../../kernel/outcome.ts'
import type { sharingMachine, sharingReturnMachine } from './machine.ts'

export type SharingState = StateOf<typeof sharingMachine>
export type SharingReturnState = StateOf<typeof sharingReturnMachine>

/** Who gets a part. `merchant`: an account at the channel, which can give back; `person`: a wallet, which cannot. */
export type Receiver = {
  readonly type: 'merchant' | 'person'
  readonly account: string
  readonly name: string | null
  readonly amount: Amount
  readonly description: string
  /** Whose pending money it pays out: a shop's, or the platform's own (null). */
  readonly shopId: number | null
  readonly state: 'pending' | 'succeeded' | 'failed'
  readonly failure: string | null
}

/** One request to share money of an attempt out 分账, under one number for ever. */
export type Sharing = {
  readonly sharingNo: string
  readonly payableNo: string
  readonly attemptNo: string
  readonly channel: string
  readonly channelNo: string
  readonly currency: Currency
  state: SharingState
  /** What all receivers are to get; `shared` is what they got. */
  readonly amount: Amount
  shared: Amount
  receivers: readonly Receiver[]
  /** Nothing more is shared afterwards: the channel gives the rest free. */
  readonly isLast: boolean
  readonly reason: string
  readonly requestedBy: string
  decidedBy: string | null
  channelSharingNo: string | null
  failureCode: string | null
  nextAt: Date | null
  tries: number
  readonly requestedAt: Date
  finishedAt: Date | null
  version: number
}

/** Shared money on its way back 分账回退, under one number for ever. */
export type SharingReturn = {
  readonly returnNo: string
  readonly sharingNo: string
  readonly payableNo: string
  readonly attemptNo: string
  readonly account: string
  readonly amount: Amount
  readonly currency: Currency
  state: SharingReturnState
  readonly reason: string
  readonly requestedBy: string
  /** The refund that takes it back, where the channel takes nothing back by itself. */
  readonly refundNo: string | null
  failureCode: string | null
  nextAt: Date | null
  tries: number
  readonly requestedAt: Date
  succeededAt: Date | null
  /** What one person says of money that its receiver transferred to us; another confirms it. */
  claim: Claim | null
  version: number
}

/** `at`: when it came to our bank account. */
export type Claim = {
  readonly reference: string
  readonly note: string | null
  readonly at: string
  readonly by: string
}

/** The money of an attempt is frozen at its channel until it is shared out; written before the channel is asked. */
export type Freeze = {
  readonly attemptNo: string
  readonly payableNo: string
  readonly channel: string
  /** After so many days the channel gives the rest free by itself. */
  readonly frozenDays: number
  readonly askedAt: Date
  endedAt: Date | null
}

export type SharingBook = {
  readonly freezes: Map<string, Freeze>
  readonly sharings: Map<string, Sharing>
  readonly returns: Map<string, SharingReturn>
  readonly added: { readonly sharings: Set<Sharing>; readonly returns: Set<SharingReturn> }
  readonly touched: {
    readonly freezes: Set<Freeze>
    readonly sharings: Set<Sharing>
    readonly returns: Set<SharingReturn>
  }
  readonly steps: Step[]
}

export const emptySharingBook = (): SharingBook => ({
  freezes: new Map(),
  sharings: new Map(),
  returns: new Map(),
  added: { sharings: new Set(), returns: new Set() },
  touched: { freezes: new Set(), sharings: new Set(), returns: new Set() },
  steps: [],
})

export const sharingRejections = {
  not_found: { status: 404, retry: 'never', title: { zh: '不存在', en: 'Not found' } },
  not_shareable: {
    status: 409,
    retry: 'never',
    title: { zh: '该笔支付不能分账', en: 'The money of this attempt is not frozen for sharing' },
  },
  too_many_receivers: {
    status: 409,
    retry: 'never',
    title: { zh: '分账接收方过多', en: 'More receivers than the channel takes' },
  },
  receiver_twice: {
    status: 409,
    retry: 'never',
    title: { zh: '同一接收方重复', en: 'A receiver is named twice' },
  },
  too_many_sharings: {
    status: 409,
    retry: 'never',
    title: { zh: '该笔支付分账次数已满', en: 'Shared as often as the channel lets it' },
  },
  sharing_exceeds: {
    status: 409,
    retry: 'later',
    title: { zh: '超过可分账金额', en: 'More than can be shared' },
  },
  return_exceeds: {
    status: 409,
    retry: 'later',
    title: { zh: '超过可回退金额', en: 'More than can be returned' },
  },
  returns_with_refund: {
    status: 409,
    retry: 'never',
    title: { zh: '该渠道的分账只能随退款退回', en: 'At this channel it comes back only with a refund' },
  },
  owed_by_shop: {
    status: 409,
    retry: 'never',
    title: {
      zh: '由商户待结算款抵扣，不由平台承担',
      en: 'The pending money of the shop covers it, not the platform',
    },
  },
  illegal_move: {
    status: 409,
    retry: 'later',
    title: { zh: '当前状态不能这样操作', en: 'Not possible in this state' },
  },
  same_person: {
    status: 403,
    retry: 'never',
    title: { zh: '申请人不能审批自己的申请', en: 'The one who asked may not approve' },
  },
} as const satisfies RejectionTable

export type SharingRejection = keyof typeof sharingRejections
