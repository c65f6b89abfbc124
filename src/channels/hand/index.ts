import { DAY } from '../../kernel/clock.ts'
import type { Presentation } from '../../kernel/presentation.ts'
import type { Capabilities, Channel, HandChannelCode, HandMethod, WireReply } from '../types.ts'

/** Our bank account, as the one who transfers must know it. */
export type OfflineAccount = {
  readonly bank: string
  readonly accountName: string
  readonly accountNo: string
}

/**
 * Channels without a wire: money that people bring, count and pay out. Nothing can be asked here, so nothing is ever
 * answered but "not yet"; what happened is said by two people and enters as evidence like a channel's word.
 */
export function createHandChannels(account: OfflineAccount | undefined): {
  readonly cod: Channel
  readonly offline?: Channel
} {
  const cod = handChannel('cod', 'on_delivery', () => ({ kind: 'none' }))
  if (!account) return { cod }
  const transfer = (reference: string): Presentation => ({ kind: 'transfer', ...account, reference })
  return { cod, offline: handChannel('offline', 'transfer', transfer) }
}

const OWN: WireReply = { status: 0, headers: {}, body: '' }

const capabilitiesOf = (method: HandMethod): Capabilities => ({
  methods: [method],
  currencies: ['CNY'],
  attemptNoPattern: /^[0-9A-Za-z]{6,32}$/,
  refundNoPattern: /^[0-9A-Za-z]{1,64}$/,
  isUnknownUntilOpened: false,
  minExpiryMs: 0,
  maxExpiryMs: 90 * DAY,
  refundWindowDays: 365,
  maxRefundsPerAttempt: 50,
  refundSpacingMs: 0,
  noticeDeadlineMs: DAY,
  noticesOnlySuccess: true,
  queryDelaysMs: [DAY],
  refundQueryDelaysMs: [DAY],
})

const handChannel = (
  code: HandChannelCode,
  method: HandMethod,
  show: (reference: string) => Presentation,
): Channel => ({
  code,
  merchant: { merchantId: 'house', appId: code },
  capabilities: capabilitiesOf(method),
  startPayment: async ({ attemptNo }) => ({ kind: 'ready', presentation: show(attemptNo), raw: OWN }),
  query: async () => ({ kind: 'pending', raw: OWN }),
  // Money that is sent all the same is found in the bank's statement, recorded, and given back.
  close: async () => ({ kind: 'closed', raw: OWN }),
  refund: async ({ refundNo }) => ({ kind: 'processing', channelRefundNo: refundNo, raw: OWN }),
  queryRefund: async ({ refundNo }) => ({ kind: 'processing', channelRefundNo: refundNo, raw: OWN }),
  verifyNotice: () => ({ verified: false, reason: 'bad_signature' }),
  acknowledge: () => ({ status: 404, contentType: 'text/plain', body: '' }),
  describeFailure: () => 'declined',
  dispose: () => {},
})
