import type { Variables } from '../variables.ts'
import { type AlipayKeys, readAlipayKeys } from './alipay.ts'
import { readStripeKeys, type StripeKeys } from './stripe.ts'
import { readUnionpayKeys, type UnionpayKeys } from './unionpay.ts'
import { readWechatKeys, type WechatKeys } from './wechat.ts'

/**
 * The accounts at payment channels, by the channel's code; each is what the channel takes. A channel has a file here
 * with its variables (spread into variables.ts), and one line in the type and one in the reader.
 */
export type ChannelKeys = {
  readonly wechat?: WechatKeys
  readonly stripe?: StripeKeys
  readonly alipay?: AlipayKeys
  readonly unionpay?: UnionpayKeys
}

/** Every account that is set up. What is wrong or missing goes to `problems`, by name and without a value. */
export const readChannelKeys = (values: Variables, problems: string[]): ChannelKeys => {
  const keys = {
    wechat: readWechatKeys(values, problems),
    stripe: readStripeKeys(values, problems),
    alipay: readAlipayKeys(values, problems),
    unionpay: readUnionpayKeys(values, problems),
  }
  return Object.fromEntries(Object.entries(keys).filter(([, account]) => account !== undefined))
}
