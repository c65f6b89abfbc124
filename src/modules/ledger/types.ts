import type { Label } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'
import type { LedgerEvent } from './events.ts'

export type NormalSide = 'debit' | 'credit'

/**
 * Chart of accounts 科目表. `floor: 0` means the account may not be overdrawn (credit − debit never below it).
 * Money received is recorded whatever the balance; only what authorises a payment out has a floor.
 */
export const PURPOSES = {
  channel_receivable: {
    side: 'debit',
    owner: 'channel',
    label: { zh: '渠道应收', en: 'Receivable from channel' },
  },
  merchant_pending: { side: 'credit', owner: 'shop', label: { zh: '商户待结算', en: 'Merchant pending' } },
  suspense: { side: 'credit', owner: 'channel', label: { zh: '暂挂款', en: 'Suspense' } },
  refund_clearing: { side: 'credit', owner: 'channel', label: { zh: '退款过渡', en: 'Refund clearing' } },
  returned_funds: {
    side: 'debit',
    owner: 'channel',
    label: { zh: '渠道退回款', en: 'Refunds that came back to our bank' },
  },
  refund_overpaid: {
    side: 'debit',
    owner: 'channel',
    label: { zh: '重复退款待追回', en: 'Refunded twice, to be claimed back' },
  },
  disputed: { side: 'debit', owner: 'channel', label: { zh: '争议款', en: 'Disputed at channel' } },
  dispute_loss: { side: 'debit', owner: 'platform', label: { zh: '争议损失', en: 'Lost to disputes' } },
  promotion_cost: {
    side: 'debit',
    owner: 'platform',
    label: { zh: '平台优惠成本', en: 'Platform promotion cost' },
  },
  sharing_cost: { side: 'debit', owner: 'platform', label: { zh: '分账支出', en: 'Shared out' } },
  points_liability: { side: 'credit', owner: 'platform', label: { zh: '积分负债', en: 'Points liability' } },
  member_balance: {
    side: 'credit',
    owner: 'member',
    floor: 0,
    label: { zh: '会员余额', en: 'Member balance' },
  },
  member_balance_held: {
    side: 'credit',
    owner: 'member',
    floor: 0,
    label: { zh: '会员余额（预留）', en: 'Member balance, held' },
  },
  /** Counted in points, a currency of its own. */
  member_points: {
    side: 'credit',
    owner: 'member',
    floor: 0,
    label: { zh: '会员积分', en: 'Member points' },
  },
  member_points_held: {
    side: 'credit',
    owner: 'member',
    floor: 0,
    label: { zh: '会员积分（预留）', en: 'Member points, held' },
  },
  deposit_kept: { side: 'credit', owner: 'shop', label: { zh: '没收定金', en: 'Deposits kept' } },
  points_issued: { side: 'debit', owner: 'platform', label: { zh: '积分发行', en: 'Points issued' } },
  wallet_adjustment: {
    side: 'debit',
    owner: 'platform',
    label: { zh: '钱包调账', en: 'Wallet adjustments' },
  },
} as const satisfies Readonly<Record<string, Chart>>

type Chart = {
  readonly side: NormalSide
  readonly owner: 'channel' | 'shop' | 'platform' | 'member'
  readonly floor?: number
  readonly label: Label
}

export type Purpose = keyof typeof PURPOSES

/** Names an account; it is opened when it is first posted to. */
export type AccountName = {
  readonly ownerId: string
  readonly purpose: Purpose
  readonly currency: Currency
}

/** `debit` or `credit` above zero, never both. */
export type Entry = AccountName & ({ readonly debit: Amount } | { readonly credit: Amount })

/**
 * One business event in the books. (refNo, event) is unique: the same event is never booked twice, however often
 * it is reported.
 */
export type Journal = {
  readonly journalNo: string
  readonly event: LedgerEvent
  readonly refNo: string
  /** When it happened in business, for a channel its own time. */
  readonly effectiveAt: Date
  readonly entries: readonly Entry[]
}
