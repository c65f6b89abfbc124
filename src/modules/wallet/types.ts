import type { Step } from '../../kernel/fact.ts'
import type { StateOf } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'
import type { RejectionTable } from '../../kernel/outcome.ts'
import type { adjustmentMachine } from './machine.ts'

/** What can be in a wallet: money, or points. */
export type WalletKind = 'wallet' | 'points'

/** In fen for money, in points for points. `held` is set aside for a payment that is under way. */
export type WalletBalance = { free: number; held: number }

/** The wallets that a batch has locked. Nobody else moves them before its commit. */
export type WalletBook = {
  readonly locked: Set<string>
  readonly balances: Map<string, WalletBalance>
}

export const emptyWalletBook = (): WalletBook => ({ locked: new Set(), balances: new Map() })

export type AdjustmentState = StateOf<typeof adjustmentMachine>

/** Money or points that people put into a wallet, or take out of it, by hand 调账. It takes two of them (row N18). */
export type Adjustment = {
  readonly adjustmentNo: string
  readonly buyerId: string
  readonly kind: WalletKind
  readonly direction: 'in' | 'out'
  readonly currency: Currency
  /** Money; for points what they were worth when it was asked for. */
  readonly amount: Amount
  readonly units: number
  readonly reason: string
  state: AdjustmentState
  readonly requestedBy: string
  readonly requestedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
  decisionReason: string | null
  version: number
}

export type AdjustmentBook = {
  readonly adjustments: Map<string, Adjustment>
  readonly added: Set<Adjustment>
  readonly touched: Set<Adjustment>
  readonly steps: Step[]
}

export const emptyAdjustmentBook = (): AdjustmentBook => ({
  adjustments: new Map(),
  added: new Set(),
  touched: new Set(),
  steps: [],
})

export const walletRejections = {
  not_found: { status: 404, retry: 'never', title: { zh: '不存在', en: 'Not found' } },
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
  revaluation_waits: {
    status: 409,
    retry: 'later',
    title: { zh: '已有积分重估待审批', en: 'A revaluation is waiting to be decided' },
  },
  adjustment_too_large: {
    status: 409,
    retry: 'never',
    title: { zh: '超过单笔调账限额', en: 'More than one change may be' },
  },
  wallet_too_low: {
    status: 409,
    retry: 'later',
    title: { zh: '可用余额不足以扣减', en: 'The wallet holds less than is to be taken' },
  },
} as const satisfies RejectionTable

export type WalletRejection = keyof typeof walletRejections
