import { timingSafeEqual } from 'node:crypto'
import { type Clock, DAY, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { Amount } from '../../kernel/money.ts'
import type {
  Capabilities,
  Channel,
  FailureReason,
  Merchant,
  Notice,
  NoticeHeaders,
  NoticeVerdict,
  RefundRequest,
  Refused,
  Unknown,
  WireReply,
} from '../types.ts'
import { HOLD_DAYS, type MockOrder, MockProvider, type MockRefund, mockSignature } from './provider.ts'
import { attemptReport, refundReport } from './reports.ts'
import { MockSharings, mockSharing } from './sharing.ts'

export { type MockFault, MockProvider, type PayHow, type RawNotice } from './provider.ts'
export { MockSharings } from './sharing.ts'

export type MockOptions = {
  readonly clock: Clock
  readonly merchant?: Merchant
  readonly secret?: string
}

const capabilities: Capabilities = {
  methods: ['native'],
  currencies: ['CNY'],
  attemptNoPattern: /^[0-9A-Za-z_\-|*]{6,32}$/,
  refundNoPattern: /^[0-9A-Za-z_\-|*@]{1,64}$/,
  isUnknownUntilOpened: false,
  minExpiryMs: MINUTE,
  maxExpiryMs: 90 * DAY,
  refundWindowDays: 365,
  maxRefundsPerAttempt: 50,
  refundSpacingMs: 0,
  noticeDeadlineMs: 5 * SECOND,
  noticesOnlySuccess: true,
  queryDelaysMs: [5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE],
  refundQueryDelaysMs: [30 * SECOND, MINUTE],
}

const reasons: Readonly<Record<string, FailureReason>> = {
  insufficient_funds: 'insufficient_funds',
  limit_exceeded: 'limit_exceeded',
  payer_cancelled: 'payer_cancelled',
}

const STATUS = { taken: 204, refused: 401, failed: 500 } as const

const MAX_SKEW_MS = 5 * MINUTE

/** A channel whose provider lives in this process: for development without keys, and for the simulation. */
export function createMockChannel(options: MockOptions): {
  channel: Channel
  provider: MockProvider
  sharings: MockSharings
} {
  const merchant = options.merchant ?? { merchantId: 'mock-merchant', appId: 'mock-app' }
  const secret = options.secret ?? 'mock-secret'
  const provider = new MockProvider(options.clock, merchant.merchantId, secret)
  const sharings = new MockSharings(provider)

  /** The four ways in which a call can end in doubt, around what it does. */
  const call = <T>(attemptNo: string, act: () => T): T | Unknown => {
    if (provider.take('timeout_before', attemptNo)) return { kind: 'unknown', reason: 'timeout' }
    if (provider.take('error_before', attemptNo)) return { kind: 'unknown', reason: 'channel_error' }
    const result = act()
    if (provider.take('timeout_after', attemptNo)) return { kind: 'unknown', reason: 'timeout' }
    if (provider.take('error_after', attemptNo)) return { kind: 'unknown', reason: 'channel_error' }
    return result
  }

  /** What was shared and the merchant's own money does not stand in for. */
  const missing = (attemptNo: string) => Math.max(0, sharings.out(attemptNo) - sharings.balance)

  const channel: Channel = {
    code: 'mock',
    merchant,
    capabilities,
    startPayment: async (request, signal) => {
      if (signal?.aborted) return aborted
      return call(request.attemptNo, () => {
        const known = provider.orders.get(request.attemptNo)
        if (known?.paid) return { kind: 'already_paid', raw: raw(known) }
        if (known && known.state !== 'open' && known.state !== 'held')
          return { kind: 'closed', raw: raw(known) }
        if (known && known.amount !== request.amount) return refused('number_used', 'never')
        if (!known) provider.place({ ...request, isManual: request.capture === 'manual' })
        if (request.profitSharing) sharings.frozen.add(request.attemptNo)
        const order = provider.orders.get(request.attemptNo)!
        const codeUrl = `mock://pay/${request.attemptNo}`
        return { kind: 'ready', presentation: { kind: 'qr', codeUrl }, raw: raw(order) }
      })
    },
    query: async (attemptNo, signal) => {
      if (signal?.aborted) return aborted
      return call(attemptNo, () => {
        const known = provider.orders.get(attemptNo)
        const order = known && provider.lapsed(known)
        if (!order || provider.take('query_not_found', attemptNo))
          return { kind: 'not_found', raw: raw(null) }
        if (order.paid && provider.take('query_notpay', attemptNo)) return { kind: 'pending', raw: raw(null) }
        return attemptReport(order, merchant, raw(order))
      })
    },
    close: async (attemptNo, signal) => {
      if (signal?.aborted) return aborted
      return call(attemptNo, () => {
        const order = provider.orders.get(attemptNo)
        if (!order) return { kind: 'not_found', raw: raw(null) }
        if (order.paid) return { kind: 'already_paid', raw: raw(order) }
        if (order.state === 'open' || order.state === 'held') provider.close(order)
        return { kind: 'closed', raw: raw(order) }
      })
    },
    authorizing: {
      holdDays: HOLD_DAYS,
      capture: async ({ attemptNo, captureNo, amount }, signal) => {
        if (signal?.aborted) return aborted
        return call(attemptNo, () => {
          const order = provider.orders.get(attemptNo)
          if (!order) return { kind: 'not_found', raw: raw(null) }
          const taken = provider.capture(order, captureNo, amount)
          return taken === 'refused'
            ? refused('not_held', 'never')
            : attemptReport(taken, merchant, raw(taken))
        })
      },
      capturePart: async ({ attemptNo, partNo, amount }, signal) => {
        if (signal?.aborted) return aborted
        return call(partNo, () => {
          const order = provider.orders.get(attemptNo)
          if (!order) return { kind: 'not_found', raw: raw(null) }
          const taken = provider.capturePart(order, partNo, amount)
          return taken === 'refused'
            ? refused('not_held', 'never')
            : attemptReport(taken, merchant, raw(taken))
        })
      },
    },
    refund: async (request, signal) => {
      if (signal?.aborted) return aborted
      return call(request.attemptNo, () => {
        const taken = takeRefund(provider, request, missing(request.attemptNo))
        return 'kind' in taken ? taken : refundReport(taken, raw(taken))
      })
    },
    queryRefund: async ({ refundNo }, signal) => {
      if (signal?.aborted) return aborted
      const refund = provider.refunds.get(refundNo)
      return call(refund?.attemptNo ?? '', () =>
        refund ? refundReport(refund, raw(refund)) : { kind: 'not_found', raw: raw(null) },
      )
    },
    verifyNotice: (headers, rawBody, now) => verifyNotice(secret, merchant, headers, rawBody, now),
    acknowledge: (reception) => ({ status: STATUS[reception], contentType: 'application/json', body: '' }),
    describeFailure: (code) => (Object.hasOwn(reasons, code) ? reasons[code] : undefined) ?? 'declined',
    dispose: () => {},
    profitSharing: mockSharing(sharings, call, raw),
  }
  return { channel, provider, sharings }
}

const aborted: Unknown = { kind: 'unknown', reason: 'timeout' }

const raw = (record: unknown): WireReply => ({ status: 200, headers: {}, body: JSON.stringify(record) })

const refused = (code: string, retry: Refused['retry']): Refused => ({
  kind: 'refused',
  code,
  reason: code,
  retry,
})

/** `shared`: with others, so not there to be refunded. */
function takeRefund(provider: MockProvider, request: RefundRequest, shared: Amount): MockRefund | Refused {
  const known = provider.refunds.get(request.refundNo)
  if (known) {
    const same = known.attemptNo === request.attemptNo && known.amount === request.amount
    return same ? known : refused('number_used', 'never')
  }
  const order = provider.orders.get(request.attemptNo)
  if (!order?.paid) return refused('not_paid', 'later')
  if (request.total !== order.paid.amount) return refused('total_differs', 'never')
  if (provider.take('refund_refused', request.attemptNo)) return refused('window_over', 'never')
  if (provider.take('refund_short', request.attemptNo)) return refused('balance_short', 'later')
  if (order.refunded + request.amount > order.paid.amount) return refused('above_payment', 'never')
  if (order.refunded + request.amount > order.paid.amount - shared)
    return refused('shared_not_returned', 'later')
  return provider.acceptRefund(order, request.refundNo, request.amount)
}

type Content = {
  readonly id: string
  readonly at: number
  readonly order?: MockOrder
  readonly refund?: MockRefund
}

function verifyNotice(
  secret: string,
  merchant: Merchant,
  headers: NoticeHeaders,
  rawBody: Buffer,
  now: Date,
): NoticeVerdict {
  const timestamp = headers['mock-timestamp']
  const signature = headers['mock-signature']
  if (typeof timestamp !== 'string' || typeof signature !== 'string') {
    return { verified: false, reason: 'malformed' }
  }
  const expected = Buffer.from(mockSignature(secret, timestamp, rawBody))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { verified: false, reason: 'bad_signature' }
  }
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > MAX_SKEW_MS) {
    return { verified: false, reason: 'stale' }
  }
  const body = rawBody.toString('utf8')
  // Signed by ourselves, so its shape is known.
  const notice = readNotice(JSON.parse(body) as Content, merchant, { status: 200, headers: {}, body })
  return { verified: true, notice }
}

function readNotice(content: Content, merchant: Merchant, wire: WireReply): Notice {
  const facts = {
    channel: 'mock',
    noticeId: content.id,
    occurredAt: new Date(content.at),
    plain: wire.body,
  } as const
  if (content.order) {
    const { attemptNo } = content.order
    return { ...facts, kind: 'payment', attemptNo, report: attemptReport(content.order, merchant, wire) }
  }
  if (content.refund) {
    const { refundNo } = content.refund
    return { ...facts, kind: 'refund', refundNo, report: refundReport(content.refund, wire) }
  }
  return { ...facts, kind: 'other', eventType: 'unknown' }
}
