import { generateAlipayKeys } from './alipay/keys.ts'
import { type AlipayOptions, createAlipayProvider } from './alipay/provider.ts'
import type { KeyRing } from './keys.ts'
import type { Frame, Provider, ProviderName } from './provider.ts'
import { generateStripeKeys } from './stripe/keys.ts'
import { createStripeProvider } from './stripe/provider.ts'
import { generateUnionpayKeys } from './unionpay/keys.ts'
import { createUnionpayProvider } from './unionpay/provider.ts'
import { generateWechatKeys } from './wechat/keys.ts'
import { createWechatProvider, type WechatOptions } from './wechat/provider.ts'

/** What a test may ask of a provider beyond its faults. */
export type ProviderOptions = { readonly wechat: WechatOptions; readonly alipay?: AlipayOptions }

type Entry = {
  readonly name: ProviderName
  readonly open: (frame: Frame, keys: KeyRing, options: ProviderOptions) => Provider
}

/** Every simulated provider, one line each. Keys are made when a provider is opened for the first time. */
export const providerList: readonly Entry[] = [
  {
    name: 'wechat',
    open: (frame, keys, { wechat }) =>
      createWechatProvider(frame, keys('wechat', generateWechatKeys), wechat),
  },
  {
    name: 'alipay',
    open: (frame, keys, { alipay }) =>
      createAlipayProvider(frame, keys('alipay', generateAlipayKeys), alipay),
  },
  { name: 'stripe', open: (frame, keys) => createStripeProvider(frame, keys('stripe', generateStripeKeys)) },
  {
    name: 'unionpay',
    open: (frame, keys) => createUnionpayProvider(frame, keys('unionpay', generateUnionpayKeys)),
  },
]
