import { type Clock, DAY, MINUTE, SECOND } from '../../kernel/clock.ts'
import { httpTransport, type Transport } from '../transport.ts'
import type { Capabilities, Channel, Merchant } from '../types.ts'
import { createBills } from './bills.ts'
import { createGateway } from './call.ts'
import { describeFailure } from './errors.ts'
import { createHolds, type HoldTerms } from './hold.ts'
import { alipayKeysOf, privateKeyOf, serialsOf } from './keys.ts'
import { verifyNotice } from './notice.ts'
import { closePayment, queryPayment, startPayment } from './payment.ts'
import { queryRefund, sendRefund } from './refund.ts'
import { createSharing } from './sharing.ts'

/**
 * A merchant's application at Alipay's open platform. Keys are PEM texts, or the bare base64 of Alipay's key tool; none
 * of them is kept as text.
 */
export type AlipayConfig = {
  readonly appId: string
  /** The account that is paid, 2088…: `seller_id` of a notice. */
  readonly sellerId: string
  /** The application's own RSA key. */
  readonly privateKey: string
  /** Alipay's public keys, or in certificate mode its certificates; several while they are changed. */
  readonly alipayKeys: readonly string[]
  /** Certificate mode: the application's certificate and Alipay's root certificates, as PEM. */
  readonly certificates?: { readonly app: string; readonly alipayRoot: string }
  /** Only where pre-authorisation is contracted. */
  readonly holds?: HoldTerms
  /** Where Alipay answers, without `/gateway.do`. */
  readonly baseUrl?: string
  /** The whole exchange of one call, in milliseconds. */
  readonly timeoutMs?: number
  readonly maxSockets?: number
  readonly clock: Clock
  /** Another way to send; only tests give one. */
  readonly transport?: Transport
}

const ALIPAY_BASE_URL = 'https://openapi.alipay.com'

const capabilities: Capabilities = {
  methods: ['native', 'page', 'h5', 'app'],
  currencies: ['CNY'],
  attemptNoPattern: /^[0-9A-Za-z_]{1,64}$/,
  refundNoPattern: /^[0-9A-Za-z_]{1,64}$/,
  isUnknownUntilOpened: true,
  minExpiryMs: MINUTE,
  maxExpiryMs: 15 * DAY,
  // By contract; a year is usual, and what is older answers TRADE_HAS_FINISHED.
  refundWindowDays: 365,
  maxRefundsPerAttempt: Number.MAX_SAFE_INTEGER,
  refundSpacingMs: 0,
  noticeDeadlineMs: 5_000,
  noticesOnlySuccess: false,
  queryDelaysMs: [
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
  ],
  // Alipay asks for ten seconds between a refund and the first question.
  refundQueryDelaysMs: [15 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 60 * MINUTE],
}

/**
 * Alipay's gateway 2.0 with RSA2, in public-key mode or certificate mode. Rejects (throws) only a configuration that
 * cannot work: a key or certificate that is none, no key of Alipay's.
 */
export function createAlipayChannel(config: AlipayConfig): Channel {
  const merchant: Merchant = { merchantId: config.sellerId, appId: config.appId }
  const { clock } = config
  const baseUrl = config.baseUrl ?? ALIPAY_BASE_URL
  const alipayKeys = alipayKeysOf(config.alipayKeys)
  const transport =
    config.transport ??
    httpTransport({
      baseUrl,
      timeoutMs: config.timeoutMs ?? 10_000,
      maxSockets: config.maxSockets ?? 64,
      maxBodyBytes: 1_048_576,
    })
  const gateway = createGateway({
    appId: config.appId,
    privateKey: privateKeyOf('privateKey', config.privateKey),
    certificates: config.certificates && serialsOf(config.certificates),
    alipayKeys,
    transport,
    clock,
  })
  const holds = config.holds && createHolds(gateway, merchant, clock, config.holds)
  return {
    code: 'alipay',
    merchant,
    capabilities,
    startPayment: async (request, signal) => {
      if (request.capture !== 'manual') return startPayment(gateway, baseUrl, request, signal)
      if (holds) return holds.start(request, signal)
      return { kind: 'refused', code: 'HOLD_NOT_OFFERED', reason: 'no contract for holds', retry: 'never' }
    },
    // A number is a trade or frozen money; the number alone does not say which.
    query: async (attemptNo, signal) => {
      const trade = await queryPayment(gateway, merchant, attemptNo, signal)
      return trade.kind === 'not_found' && holds ? holds.query(attemptNo, signal) : trade
    },
    close: async (attemptNo, signal) => {
      const trade = await closePayment(gateway, merchant, attemptNo, signal)
      return trade.kind === 'not_found' && holds ? holds.close(attemptNo, signal) : trade
    },
    refund: (request, signal) => sendRefund(gateway, clock, request, signal),
    queryRefund: (refund, signal) => queryRefund(gateway, clock, refund, signal),
    verifyNotice: (headers, rawBody) => verifyNotice(alipayKeys, headers, rawBody),
    // Exactly these seven letters; anything else is told again.
    acknowledge: (reception) => ({
      status: STATUS[reception],
      contentType: 'text/plain',
      body: reception === 'taken' ? 'success' : 'fail',
    }),
    describeFailure,
    bills: createBills(gateway, config.sellerId, clock),
    profitSharing: createSharing(gateway),
    dispose: () => transport.dispose(),
    ...(holds && {
      authorizing: { capture: holds.capture, capturePart: holds.capturePart, holdDays: holds.days },
    }),
  }
}

const STATUS = { taken: 200, refused: 401, failed: 500 } as const
