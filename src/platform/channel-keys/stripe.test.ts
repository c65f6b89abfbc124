import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../config.ts'

const live = {
  PUBLIC_URL: 'https://shop.example',
  STRIPE_ACCOUNT: 'acct_1Merchant',
  STRIPE_SECRET_KEY: 'sk_live_1234567890abcdef',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_1234567890abcdef',
  STRIPE_WEBHOOK_SECRETS: 'whsec_one,whsec_two',
}

const problemsOf = (environment: Record<string, string>, argv: string[] = []): readonly string[] => {
  try {
    readConfig(environment, argv)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test('an account arrives as the channel takes it, with every signing secret', () => {
  expect(readConfig(live).channels.stripe).toEqual({
    accountId: 'acct_1Merchant',
    secretKey: live.STRIPE_SECRET_KEY,
    publishableKey: live.STRIPE_PUBLISHABLE_KEY,
    webhookSecrets: ['whsec_one', 'whsec_two'],
  })
})

test.each<[string, Record<string, string>, string[], RegExp]>([
  ['--demo beside live keys', live, ['--demo'], /live channel keys/],
  [
    'half an account',
    { PUBLIC_URL: live.PUBLIC_URL, STRIPE_ACCOUNT: 'acct_1' },
    [],
    /^STRIPE_SECRET_KEY is missing/,
  ],
  [
    'a publishable key for the secret one',
    { ...live, STRIPE_SECRET_KEY: live.STRIPE_PUBLISHABLE_KEY },
    [],
    /^STRIPE_SECRET_KEY is wrong/,
  ],
  ['keys of two modes', { ...live, STRIPE_PUBLISHABLE_KEY: 'pk_test_1' }, [], /not of one mode/],
  [
    'a secret of another kind',
    { ...live, STRIPE_WEBHOOK_SECRETS: 'secret' },
    [],
    /^STRIPE_WEBHOOK_SECRETS is wrong/,
  ],
  ['plain text', { ...live, STRIPE_BASE_URL: 'http://api.stripe.com' }, [], /^STRIPE_BASE_URL is wrong/],
])('refused: %s', (_title, environment, argv, problem) => {
  const problems = problemsOf(environment, argv)
  expect(problems.some((one) => problem.test(one))).toBe(true)
  expect(problems.join('\n')).not.toMatch(/1234567890abcdef|whsec_one/)
})
