import { createPrivateKey, createSecretKey, X509Certificate } from 'node:crypto'
import { type Clock, HOUR, MINUTE, SECOND } from '../../kernel/clock.ts'
import { httpTransport, type Transport } from '../transport.ts'
import type { Capabilities, Channel } from '../types.ts'
import { type BillParts, createBills } from './bills.ts'
import { createCaller } from './call.ts'
import { certIdOf, createCertificateReader, UNIONPAY_NAME } from './certificates.ts'
import { describeFailure } from './codes.ts'
import { acknowledge, verifyNotice } from './notice.ts'
import { closePayment, queryPayment, startPayment } from './payment.ts'
import { queryRefund, sendRefund } from './refund.ts'
import { LONGEST_EXPIRY_MS, NO_APP } from './reports.ts'
import type { Signing } from './signature.ts'
import { HOUSE_NUMBER } from './time.ts'

/** A merchant's account at UnionPay's full-channel gateway (全渠道), version 5.1.0. Keys and certificates are PEM texts. */
export type UnionpayConfig = {
  /** The 15 digits of the merchant (merId). */
  readonly merchantId: string
  /** How we sign: with a certificate, or with a text that both sides know (signMethod 11). */
  readonly signing:
    | { readonly certificate: string; readonly privateKey: string }
    | { readonly secret: string }
  /** CFCA's root and middle certificates; several while they are changed. */
  readonly roots: readonly string[]
  readonly middles: readonly string[]
  /** Whose certificates sign UnionPay's messages; the test environment has names of its own. */
  readonly signerNames?: readonly string[]
  readonly baseUrl?: string
  /** Where bills are fetched. */
  readonly fileUrl?: string
  /** The whole exchange of one call, in milliseconds. */
  readonly timeoutMs?: number
  readonly maxSockets?: number
  readonly clock: Clock
  /** Another way to send; only tests give one. */
  readonly transport?: Transport
}

const UNIONPAY_BASE_URL = 'https://gateway.95516.com'
const UNIONPAY_FILE_URL = 'https://filedownload.95516.com'

const capabilities: Capabilities = {
  methods: ['page', 'h5', 'app'],
  currencies: ['CNY'],
  attemptNoPattern: HOUSE_NUMBER,
  refundNoPattern: HOUSE_NUMBER,
  isUnknownUntilOpened: true,
  minExpiryMs: MINUTE,
  maxExpiryMs: LONGEST_EXPIRY_MS,
  // UnionPay itself takes them for 330 days; banks need not do so by themselves after 90.
  refundWindowDays: 330,
  maxRefundsPerAttempt: 50,
  refundSpacingMs: 0,
  noticeDeadlineMs: 10 * SECOND,
  noticesOnlySuccess: true,
  // UnionPay counts queries and refuses too many; for a payer at its page it advises 5, 10, 30, 60, 120 minutes.
  queryDelaysMs: [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR],
  refundQueryDelaysMs: [2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND, 32 * SECOND, 10 * MINUTE, HOUR],
}

/**
 * UnionPay's gateway for cards, direct merchant. Rejects (throws) only a configuration that cannot work: a key or a
 * certificate that is none, a key that is not the certificate's, no root.
 */
export function createUnionpayChannel(config: UnionpayConfig): Channel {
  const { merchantId, clock } = config
  const signing = signingOf(config.signing)
  const verifier = {
    trust: {
      roots: certificates('roots', config.roots),
      middles: certificates('middles', config.middles),
      names: config.signerNames ?? [UNIONPAY_NAME],
    },
    readCertificate: createCertificateReader(),
    ...(signing.kind === 'secret' ? { secret: signing.secret } : {}),
  }
  if (signing.kind === 'rsa' && verifier.trust.roots.length === 0) {
    throw new Error('unionpay: roots is empty; UnionPay could not be told from a forger')
  }
  const transportTo = (baseUrl: string, maxBodyBytes: number) =>
    httpTransport({
      baseUrl,
      timeoutMs: config.timeoutMs ?? 10_000,
      maxSockets: config.maxSockets ?? 64,
      maxBodyBytes,
    })
  const baseUrl = (config.baseUrl ?? UNIONPAY_BASE_URL).replace(/\/$/, '')
  const transport = config.transport ?? transportTo(baseUrl, 1_048_576)
  const files = config.transport ?? transportTo(config.fileUrl ?? UNIONPAY_FILE_URL, 128 * 1_048_576)
  const call = createCaller({ signing, verifier, transport, clock })
  const parts = { call, signing, merchantId, baseUrl, clock }
  const billParts: BillParts = {
    call: createCaller({ signing, verifier, transport: files, clock }),
    merchantId,
    clock,
  }
  return {
    code: 'unionpay',
    merchant: { merchantId, appId: NO_APP },
    capabilities,
    startPayment: (request, signal) => startPayment(parts, request, signal),
    query: (attemptNo, signal) => queryPayment(parts, attemptNo, signal),
    close: (attemptNo, signal) => closePayment(parts, attemptNo, signal),
    refund: (request, signal) => sendRefund(parts, request, signal),
    queryRefund: (refund, signal) => queryRefund(parts, refund, signal),
    verifyNotice: (_headers, rawBody, now) => verifyNotice(verifier, rawBody, now),
    acknowledge,
    describeFailure,
    dispose: () => {
      transport.dispose()
      files.dispose()
    },
    bills: createBills(billParts),
  }
}

function signingOf(keys: UnionpayConfig['signing']): Signing {
  if ('secret' in keys) return { kind: 'secret', secret: createSecretKey(Buffer.from(keys.secret)) }
  const [certificate] = certificates('signing.certificate', [keys.certificate])
  const privateKey = parse('signing.privateKey', () => createPrivateKey(keys.privateKey))
  if (!certificate!.checkPrivateKey(privateKey)) {
    throw new Error('unionpay: signing.privateKey is not the key of signing.certificate')
  }
  return { kind: 'rsa', certId: certIdOf(certificate!), privateKey }
}

const certificates = (name: string, pems: readonly string[]): X509Certificate[] =>
  pems.map((pem) => parse(name, () => new X509Certificate(pem)))

/** The parser's own message may show the text; ours names only the place. */
function parse<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw new Error(`unionpay: ${name} is not readable`)
  }
}
