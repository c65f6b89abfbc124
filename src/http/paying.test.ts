import { expect, it } from 'vitest'
import { payingNeeds } from './paying.ts'

it.each([
  ['no channel of theirs', ['wechat', 'alipay'], null, undefined, [], false],
  ['Stripe takes cards', ['stripe-2'], null, undefined, [], true],
  [
    'UnionPay is posted to',
    ['unionpay'],
    null,
    undefined,
    ['https://gateway.95516.com', 'https://*.95516.com'],
    false,
  ],
  ['a gateway elsewhere', ['unionpay'], null, 'https://pay.example/gate', ['https://pay.example'], false],
  ['the demo', ['unionpay', 'stripe'], 'http://localhost:1', undefined, ['http://localhost:1'], false],
] as const)(
  '[AB10] a page may reach what paying needs and no more: %s',
  (_, channels, simulator, gateway, forms, stripe) => {
    expect(payingNeeds(channels, simulator, gateway)).toEqual({ forms, stripe })
  },
)
