import type { FailureReason } from './types.ts'

/** What the buyer can do next. */
export type NextStep = 'try_again' | 'other_method' | 'wait' | 'customer_service' | 'nothing'

export type FailureWords = {
  readonly zh: string
  readonly en: string
  readonly next: NextStep
}

/** The buyer's words for each reason; a channel's own code and message are never shown to him. */
export const failureWords: Readonly<Record<FailureReason, FailureWords>> = {
  insufficient_funds: {
    zh: '余额不足，请换一张卡或其他支付方式',
    en: 'There is not enough money in this account. Use another card or method.',
    next: 'other_method',
  },
  account_restricted: {
    zh: '该支付账户受限，请换一种支付方式',
    en: 'This payment account is restricted. Use another method.',
    next: 'other_method',
  },
  limit_exceeded: {
    zh: '超出支付限额，请换一张卡或其他支付方式',
    en: 'The amount is above your limit. Use another card or method.',
    next: 'other_method',
  },
  payer_cancelled: {
    zh: '您取消了支付，可以重新支付',
    en: 'You cancelled the payment. You can pay again.',
    next: 'try_again',
  },
  risk_refused: {
    zh: '支付因安全原因被拒绝，请联系客服',
    en: 'The payment was refused for safety reasons. Please contact us.',
    next: 'customer_service',
  },
  expired: { zh: '支付已超时，请重新支付', en: 'The payment expired. Please pay again.', next: 'try_again' },
  already_paid: { zh: '该订单已支付', en: 'This has already been paid.', next: 'nothing' },
  busy: {
    zh: '支付渠道繁忙，请稍后再试',
    en: 'The payment channel is busy. Try again shortly.',
    next: 'wait',
  },
  not_available: {
    zh: '暂时无法使用该支付方式，请换一种',
    en: 'This method is not available now. Use another one.',
    next: 'other_method',
  },
  declined: {
    zh: '支付失败，请重试或换一种支付方式',
    en: 'The payment failed. Try again or use another method.',
    next: 'try_again',
  },
}
