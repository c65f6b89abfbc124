import { randomBytes } from 'node:crypto'

/** What Stripe and its one merchant keep secret. */
export type StripeKeys = {
  readonly accountId: string
  readonly secretKey: string
  readonly publishableKey: string
  /** Two signing secrets of the one endpoint, so that a rotation can be rehearsed: both are handed out. */
  readonly webhookSecrets: readonly string[]
}

const letters = (length: number) =>
  randomBytes(length)
    .toString('base64')
    .replace(/[^0-9A-Za-z]/g, 'x')
    .slice(0, length)

/** Fresh keys in test mode. */
export function generateStripeKeys(): StripeKeys {
  return {
    accountId: `acct_1${letters(15)}`,
    secretKey: `sk_test_${letters(48)}`,
    publishableKey: `pk_test_${letters(48)}`,
    webhookSecrets: [`whsec_${letters(32)}`, `whsec_${letters(32)}`],
  }
}
