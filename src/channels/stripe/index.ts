import { type Clock, DAY, HOUR, MINUTE, SECOND } from '../../kernel/clock.ts'
import { httpTransport, type Transport } from '../transport.ts'
import type { Capabilities, Channel } from '../types.ts'
import { bills } from './bill.ts'
import { createCaller } from './call.ts'
import { authorizing } from './capture.ts'
import { currencies } from './currencies.ts'
import { disputing } from './disputes.ts'
import { describeFailure } from './errors.ts'
import { createLookup } from './lookup.ts'
import { verifyNotice } from './notice.ts'
import { closePayment, type Desk, LONGEST_ATTEMPT_MS, queryPayment, startPayment } from './payment.ts'
import { queryRefund, sendRefund } from './refund.ts'
import { appIdOf } from './reports.ts'
import { profitSharing } from './sharing.ts'

/** A merchant's account at Stripe. */
export type StripeConfig = {
  /** `acct_…` */
  readonly accountId: string
  /** `sk_…` or a restricted `rk_…`; its mode (live or test) is the channel's. */
  readonly secretKey: string
  /** `pk_…` of the same mode; it is shown to payers. */
  readonly publishableKey: string
  /** `whsec_…` of the webhook endpoint; several while it is rotated. */
  readonly webhookSecrets: readonly string[]
  readonly baseUrl?: string
  /** The whole exchange of one call, in milliseconds. */
  readonly timeoutMs?: number
  readonly maxSockets?: number
  readonly clock: Clock
  /** Another way to send; only tests give one. */
  readonly transport?: Transport
}

const STRIPE_BASE_URL = 'https://api.stripe.com'

const capabilities: Capabilities = {
  methods: ['card'],
  currencies,
  // No quote or bracket: the number stands in a search and in a key.
  attemptNoPattern: /^[0-9A-Za-z_-]{1,64}$/,
  refundNoPattern: /^[0-9A-Za-z_-]{1,64}$/,
  isUnknownUntilOpened: false,
  // An intent has no end of its own: it ends when we cancel it.
  minExpiryMs: 0,
  maxExpiryMs: LONGEST_ATTEMPT_MS,
  // Stripe sets no limit; banks rarely take money back for older payments.
  refundWindowDays: 365,
  maxRefundsPerAttempt: Number.MAX_SAFE_INTEGER,
  refundSpacingMs: 0,
  noticeDeadlineMs: 10_000,
  noticesOnlySuccess: false,
  queryDelaysMs: [10 * SECOND, 20 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE],
  // Most refunds succeed at once; the others take days.
  refundQueryDelaysMs: [30 * SECOND, 5 * MINUTE, HOUR, 6 * HOUR, DAY],
}

/**
 * Stripe: card payments by payment intents. Rejects (throws) only a configuration that cannot work: keys of two
 * modes, no webhook secret, a plain-text address outside this machine.
 */
export function createStripeChannel(config: StripeConfig): Channel {
  const isLive = modeOf(config)
  const merchant = { merchantId: config.accountId, appId: appIdOf(isLive) }
  const transport =
    config.transport ??
    httpTransport({
      baseUrl: baseUrlOf(config),
      timeoutMs: config.timeoutMs ?? 10_000,
      maxSockets: config.maxSockets ?? 32,
      // A page of a hundred balance transactions with their sources.
      maxBodyBytes: 4 * 1_048_576,
    })
  const call = createCaller(config.secretKey, transport)
  const lookup = createLookup(call)
  const desk: Desk = {
    call,
    lookup,
    merchant,
    publishableKey: config.publishableKey,
    now: config.clock.now,
  }
  const secrets = [...config.webhookSecrets]
  return {
    code: 'stripe',
    merchant,
    capabilities,
    startPayment: (request, signal) => startPayment(desk, request, signal),
    query: (attemptNo, signal) => queryPayment(desk, attemptNo, signal),
    close: (attemptNo, signal) => closePayment(desk, attemptNo, signal),
    refund: (request, signal) => sendRefund(desk, request, signal),
    queryRefund: (name, signal) => queryRefund(desk, name, signal),
    verifyNotice: (headers, rawBody, now) =>
      verifyNotice({ secrets, merchant, remember: lookup.remember }, headers, rawBody, now),
    acknowledge: (reception) => ({
      status: STATUS[reception],
      contentType: 'application/json',
      body: `{"received":${reception === 'taken'}}`,
    }),
    describeFailure,
    dispose: () => transport.dispose(),
    authorizing: authorizing(desk),
    bills: bills(desk),
    profitSharing: profitSharing(desk),
    disputing: disputing(call),
  }
}

const STATUS = { taken: 200, refused: 400, failed: 500 } as const

/** The values are secrets, so that only the names are said. */
function modeOf({ accountId, secretKey, publishableKey, webhookSecrets }: StripeConfig): boolean {
  const mode = /^[sr]k_(live|test)_\w+$/.exec(secretKey)?.[1]
  if (!mode) throw new Error('stripe: secretKey is no secret key')
  if (!publishableKey.startsWith(`pk_${mode}_`)) {
    throw new Error('stripe: publishableKey is not of the mode of secretKey')
  }
  if (!accountId.startsWith('acct_')) throw new Error('stripe: accountId is no account')
  if (webhookSecrets.length === 0 || !webhookSecrets.every((secret) => /^whsec_\S+$/.test(secret))) {
    throw new Error('stripe: webhookSecrets must be one or more signing secrets')
  }
  return mode === 'live'
}

/** Nothing but TLS proves who answers; without it only a simulator on this machine is believed. */
function baseUrlOf({ baseUrl = STRIPE_BASE_URL }: StripeConfig): string {
  const { protocol, hostname } = new URL(baseUrl)
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  if (protocol !== 'https:' && !isHere) throw new Error('stripe: baseUrl must be https')
  return baseUrl
}
