import type { Label } from '../../kernel/machine.ts'

/** What can be booked, in words: one business event moves the accounts that its rule names. */
export const LEDGER_EVENTS = {
  payment_received: { zh: '收到付款', en: 'Payment received' },
  order_covered: { zh: '平台承担优惠与积分', en: 'Platform bears discounts and points' },
  order_declined: { zh: '平台不再承担优惠与积分', en: 'Platform bears them no more' },
  surplus_received: { zh: '收到多付款', en: 'Surplus received' },
  conflict_received: { zh: '收到不符款项', en: 'Another amount received' },
  refund_approved: { zh: '退款获批', en: 'Refund approved' },
  refund_paid: { zh: '退款付出', en: 'Refund paid' },
  refund_returned: { zh: '退款退回我方', en: 'Refund came back to us' },
  refund_bounced: { zh: '退款到账后被退回', en: 'Refund came back after it had arrived' },
  refund_paid_twice: { zh: '重复退款', en: 'Refund paid twice' },
  refund_claimed_back: { zh: '追回重复退款', en: 'Second refund claimed back' },
  refund_given_up: { zh: '放弃退款', en: 'Refund given up' },
  surplus_refund_approved: { zh: '多付款退款获批', en: 'Surplus refund approved' },
  deposit_kept: { zh: '定金归店铺', en: 'Deposit kept' },
  dispute_withdrawn: { zh: '争议扣款', en: 'Taken for a dispute' },
  dispute_reinstated: { zh: '争议款返还', en: 'Dispute money given back' },
  dispute_lost: { zh: '争议败诉', en: 'Dispute lost' },
  dispute_covered: { zh: '争议损失补足', en: 'Dispute loss covered' },
  dispute_borne: { zh: '争议损失由平台承担', en: 'Dispute loss borne by us' },
  hold_placed: { zh: '预留余额', en: 'Balance held' },
  hold_released: { zh: '释放预留', en: 'Hold released' },
  wallet_adjusted: { zh: '钱包调账', en: 'Wallet adjusted' },
  points_revalued: { zh: '积分价值重估', en: 'Points revalued' },
  profit_shared: { zh: '分账付出', en: 'Shared out' },
  profit_returned: { zh: '分账回退', en: 'Shared money came back' },
} as const satisfies Readonly<Record<string, Label>>

export type LedgerEvent = keyof typeof LEDGER_EVENTS
