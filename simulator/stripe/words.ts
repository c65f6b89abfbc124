import type { Language } from '../pages/html.ts'

const words = {
  title: ['模拟银行卡支付', 'Simulated card payment'],
  payTo: ['付款给', 'Pay to'],
  intent: ['支付意图', 'Payment intent'],
  state: ['状态', 'State'],
  card: ['卡号（任意）', 'Card number (any)'],
  expiry: ['有效期', 'Expiry'],
  cvc: ['安全码', 'CVC'],
  pay: ['支付', 'Pay'],
  secure: ['需要银行验证（3DS）', 'Pay with bank confirmation (3DS)'],
  decline: ['卡被拒绝', 'Card is declined'],
  reason: ['拒绝原因', 'Reason'],
  cancel: ['返回商店', 'Back to the shop'],
  bank: ['您的银行请您确认这笔支付', 'Your bank asks you to confirm this payment'],
  approve: ['确认', 'Confirm'],
  refuse: ['取消验证', 'Do not confirm'],
  done_succeeded: ['支付成功', 'Paid'],
  done_requires_capture: ['已预授权，等待商户请款', 'Held until the shop captures it'],
  done_canceled: ['该笔支付已被商户取消', 'The shop has cancelled this payment'],
  done_failed: ['支付失败，可换卡再试', 'The payment failed. Another card may do.'],
  notReal: ['这是模拟器，不涉及真实资金', 'A simulator: no real money moves here'],
  other: ['English', '中文'],
  unknown: ['没有这笔支付', 'No such payment'],
  disputes: ['争议', 'Disputes'],
  events: ['事件', 'Events'],
  endpoint: ['事件发往', 'Events go to'],
  won: ['判商户胜', 'Won'],
  lost: ['判商户败', 'Lost'],
  dispute: ['发起争议', 'Dispute'],
  succeed: ['退款成功', 'Succeed'],
  fail: ['退款失败', 'Fail'],
  send: ['再发一次', 'Send again'],
  rotate: ['轮换签名密钥', 'Rotate the signing secret'],
} as const satisfies Record<string, readonly [string, string]>

export type StripeWord = keyof typeof words

export const say = (language: Language, word: StripeWord): string => words[word][language === 'zh' ? 0 : 1]
