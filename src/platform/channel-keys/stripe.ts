import { type Static, Type } from 'typebox'
import { text } from '../variable.ts'
import { hasFamily, needAll } from './pem.ts'

/** A merchant's account at Stripe; the channel takes it as it is. */
export type StripeKeys = {
  readonly accountId: string
  readonly secretKey: string
  readonly publishableKey: string
  readonly webhookSecrets: readonly string[]
  readonly baseUrl?: string
}

export const stripeVariables = {
  STRIPE_ACCOUNT: text('the account at Stripe, acct_…', { pattern: '^acct_[0-9A-Za-z]+$' }),
  STRIPE_SECRET_KEY: text('the secret or restricted key, sk_live_… or rk_live_…', {
    pattern: '^[sr]k_(live|test)_[0-9A-Za-z]+$',
  }),
  STRIPE_PUBLISHABLE_KEY: text('the publishable key of the same mode, pk_live_…', {
    pattern: '^pk_(live|test)_[0-9A-Za-z]+$',
  }),
  STRIPE_WEBHOOK_SECRETS: text(
    'the signing secret of the webhook endpoint, whsec_…; while it is rotated both, joined by a comma',
    { pattern: '^whsec_[^\\s,]+(,whsec_[^\\s,]+)*$' },
  ),
  STRIPE_BASE_URL: text('where Stripe answers (https://api.stripe.com)', {
    pattern: '^https://[^/?#\\s]+$',
  }),
}

const schema = Type.Object(stripeVariables)
type Values = Static<typeof schema>

const FAMILY = 'STRIPE_'

/** All of the account or none of it. */
export const readStripeKeys = (values: Values, problems: string[]): StripeKeys | undefined => {
  if (!hasFamily(values, FAMILY)) return undefined
  const needed = ['STRIPE_ACCOUNT', 'STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRETS']
  needAll(values, needed, FAMILY, problems)
  const { STRIPE_SECRET_KEY: secretKey = '', STRIPE_PUBLISHABLE_KEY: publishableKey = '' } = values
  if (secretKey && publishableKey && modeOf(secretKey) !== modeOf(publishableKey)) {
    problems.push('STRIPE_PUBLISHABLE_KEY and STRIPE_SECRET_KEY are not of one mode, live or test')
  }
  return {
    accountId: values.STRIPE_ACCOUNT ?? '',
    secretKey,
    publishableKey,
    webhookSecrets: values.STRIPE_WEBHOOK_SECRETS?.split(',') ?? [],
    ...(values.STRIPE_BASE_URL ? { baseUrl: values.STRIPE_BASE_URL } : {}),
  }
}

const modeOf = (key: string) => key.split('_')[1]
