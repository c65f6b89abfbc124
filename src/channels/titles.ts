import { channelOfAccount } from '../kernel/account-code.ts'
import type { Label } from '../kernel/machine.ts'
import type { HandMethod, PayMethod } from './words.ts'

/** Where a payer is who pays: before a large screen, in a phone's browser, in a wallet's own browser, in an app. */
export type Device = 'desktop' | 'mobile' | 'wallet_browser' | 'app'

/** How a channel is called to a payer. A second account of a channel goes by the channel's name. */
const TITLES: Readonly<Record<string, Label>> = {
  wechat: { zh: '微信支付', en: 'WeChat Pay' },
  alipay: { zh: '支付宝', en: 'Alipay' },
  stripe: { zh: '银行卡（国际）', en: 'Card' },
  unionpay: { zh: '云闪付', en: 'UnionPay' },
  offline: { zh: '银行转账', en: 'Bank transfer' },
  cod: { zh: '货到付款', en: 'Cash on delivery' },
  mock: { zh: '模拟支付', en: 'Mock payment' },
}

const DEVICES: Readonly<Record<PayMethod | HandMethod, readonly Device[]>> = {
  native: ['desktop', 'mobile'],
  jsapi: ['wallet_browser'],
  h5: ['mobile'],
  app: ['app'],
  page: ['desktop'],
  card: ['desktop', 'mobile'],
  transfer: ['desktop', 'mobile'],
  on_delivery: ['desktop', 'mobile'],
}

export const titleOf = (account: string): Label => {
  const channel = channelOfAccount(account)
  return TITLES[channel] ?? { zh: channel, en: channel }
}

export const devicesOf = (method: string): readonly Device[] =>
  DEVICES[method as PayMethod | HandMethod] ?? []
