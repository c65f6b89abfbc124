import type pg from 'pg'
import type { Checkout } from './over-http.ts'
import type { Provider } from './prepared.ts'
import { purchaseLive, type Way } from './purchase.ts'

type Rsa = { readonly sign: number; readonly verify: number }

type Measured = {
  readonly channel: string
  readonly way: Way
  /** RSA signatures and checks of one purchase, both sides together, where every one is live. */
  readonly signs: number
  readonly checks: number
}

const secretOf = (presentation: unknown): string =>
  String((presentation as { clientSecret?: string }).clientSecret).split('_secret')[0]!

/** Start (request and answer), then the notice: what each channel signs. Stripe's notices are HMAC, its answers TLS. */
const CHANNELS: readonly Measured[] = [
  {
    channel: 'alipay',
    way: {
      body: '{"channel":"alipay","method":"native"}',
      payPath: ({ no }) => `/alipay/payables/${no}/pay`,
    },
    signs: 3,
    checks: 3,
  },
  {
    channel: 'stripe',
    way: {
      body: '{"channel":"stripe","method":"card"}',
      payPath: ({ presentation }) => `/stripe/intents/${secretOf(presentation)}/pay`,
    },
    signs: 0,
    checks: 0,
  },
  {
    channel: 'unionpay',
    way: {
      body: '{"channel":"unionpay","method":"app"}',
      payPath: ({ no }) => `/unionpay/payables/${no}/pay`,
    },
    signs: 3,
    checks: 3,
  },
]

export type ChannelRate = {
  readonly channel: string
  readonly perSecond: number
  /** What RSA alone would allow on one core; infinite where there is none. */
  readonly rsaOnly: number
}

/** Whole purchases per second through each further channel, every signature live, the providers on the same cores. */
export async function purchaseByChannel(
  checkout: Checkout,
  provider: Provider,
  pool: pg.Pool,
  { count, rsa }: { count: number; rsa: Rsa },
): Promise<ChannelRate[]> {
  const rates: ChannelRate[] = []
  for (const { channel, way, signs, checks } of CHANNELS) {
    const perSecond = await purchaseLive(checkout, provider, pool, { count, name: `live-${channel}`, way })
    rates.push({ channel, perSecond, rsaOnly: 1 / (signs / rsa.sign + checks / rsa.verify) })
  }
  return rates
}
