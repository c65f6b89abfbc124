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

/** A further account at a channel, by its own code, `wechat-2`. Routing decides which account takes a payment. */
export type FurtherAccount = {
  readonly [Channel in keyof ChannelKeys]-?: {
    readonly code: `${Channel}-${number}`
    readonly channel: Channel
    readonly keys: NonNullable<ChannelKeys[Channel]>
  }
}[keyof ChannelKeys]

/**
 * The further accounts: their variables carry a number from 2 to 9 behind the channel's name, `WECHAT_2_MCHID`, and
 * are otherwise those of the first.
 */
export const readFurtherAccounts = (
  further: ReadonlyMap<number, Variables>,
  problems: string[],
): FurtherAccount[] =>
  [...further].flatMap(([number, values]) => {
    const own: string[] = []
    const keys = readChannelKeys(values, own)
    problems.push(...own.map((problem) => problem.replace(FAMILY, `$1_${number}_`)))
    return Object.entries(keys).map(
      ([channel, account]) => ({ code: `${channel}-${number}`, channel, keys: account }) as FurtherAccount,
    )
  })

const FAMILY = /\b(WECHAT|ALIPAY|STRIPE|UNIONPAY)_/g

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
