import type { Flow, Order } from './types.ts'

/** 0.60 % of every payment, given back with every refund. */
export const RATE = '0.60%'
const RATE_BPS = 60
const FEN_IN_FIFTH_DECIMALS = 1_000

/** The fee of so many fen, in hundred-thousandths of a yuan: exact, as the trade bill shows it. */
export const exactFee = (fen: number): number => (fen * FEN_IN_FIFTH_DECIMALS * RATE_BPS) / 10_000

/** What the account really loses, in whole fen. */
export const feeOf = (fen: number): number => Math.round(exactFee(fen) / FEN_IN_FIFTH_DECIMALS)

type NewFlow = Omit<Flow, 'no'>

const flow = (
  name: string,
  direction: Flow['direction'],
  rest: Omit<NewFlow, 'name' | 'direction'>,
): NewFlow => ({ name, direction, ...rest })

/** A movement of nothing is no movement. */
const moved = (flows: readonly NewFlow[]): NewFlow[] => flows.filter(({ amount }) => amount > 0)

/** What a payment does to the account of the merchant whose books these are; of others he sees nothing. */
export function paymentFlows({ paid, merchantId, description }: Order, ours: string): NewFlow[] {
  if (!paid || merchantId !== ours || paid.merchantId !== ours) return []
  const { transactionId: businessNo, at, amount } = paid
  const rest = { at, businessNo, note: description, voucher: businessNo }
  return moved([
    flow('交易', 'in', { ...rest, amount }),
    flow('扣除交易手续费', 'out', { ...rest, amount: feeOf(amount) }),
  ])
}

export type RefundMoney = {
  readonly at: number
  readonly amount: number
  readonly refundId: string
  readonly transactionId: string
  readonly reason: string
}

/** A refund leaves the account when it is accepted, with its part of the fee coming back. */
export function refundFlows(order: Order, refund: RefundMoney, ours: string): NewFlow[] {
  if (order.paid?.merchantId !== ours) return []
  const rest = restOf(refund)
  return moved([
    flow('退款', 'out', { ...rest, amount: refund.amount }),
    flow('退还交易手续费', 'in', { ...rest, amount: feeOf(refund.amount) }),
  ])
}

/** It was closed without money: everything is as before. */
export function refundClosedFlows(order: Order, refund: RefundMoney, ours: string): NewFlow[] {
  if (order.paid?.merchantId !== ours) return []
  const rest = restOf(refund)
  return moved([
    flow('退款关闭', 'in', { ...rest, amount: refund.amount }),
    flow('扣除交易手续费', 'out', { ...rest, amount: feeOf(refund.amount) }),
  ])
}

const restOf = ({ at, refundId, transactionId, reason }: RefundMoney) => ({
  at,
  businessNo: refundId,
  note: reason,
  voucher: `REF${transactionId}`,
})

export type SharedMoney = {
  readonly at: number
  readonly amount: number
  readonly detailId: string
  readonly orderId: string
  readonly description: string
}

export const shareFlow = ({ at, amount, detailId, orderId, description }: SharedMoney): NewFlow =>
  flow('分账', 'out', { at, amount, businessNo: detailId, note: description, voucher: orderId })

export const shareReturnFlow = ({ at, amount, detailId, orderId, description }: SharedMoney): NewFlow =>
  flow('分账回退', 'in', { at, amount, businessNo: detailId, note: description, voucher: orderId })
