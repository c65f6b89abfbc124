import { createHash } from 'node:crypto'
import { may, type Staff } from '../../modules/account/index.ts'
import {
  type Attempt,
  type EvidenceLine,
  type EvidenceSeen,
  type Refund,
  UNCLAIMED,
} from '../../modules/payment/index.ts'

/**
 * What opens something and proves nothing: a payer's session at Stripe, a cookie, a key. It never leaves the server.
 * Signatures, serial numbers and nonces are proof and stay.
 */
const SECRETS = [
  'client_secret',
  'secret',
  'password',
  'access_token',
  'refresh_token',
  'api_key',
  'auth_code',
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
]
const MASK = '***'
const names = SECRETS.join('|')
const inJson = new RegExp(`("(?:${names})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi')
const inForm = new RegExp(`((?:^|&)(?:${names})=)[^&]*`, 'gi')

type Shown = { readonly body: string; readonly isMasked: boolean }

/** Bytes as they came, readable where they are text, without secrets. */
export const shownBody = (bytes: Buffer): Shown => {
  const text = bytes.toString('utf8')
  if (!text.isWellFormed() || text.includes('\uFFFD'))
    return { body: `base64:${bytes.toString('base64')}`, isMasked: false }
  const body = text.replace(inJson, `$1"${MASK}"`).replace(inForm, `$1${MASK}`)
  return { body, isMasked: body !== text }
}

export const plainHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRETS.includes(name.toLowerCase()) ? MASK : value,
    ]),
  )

const UNSETTLED: ReadonlySet<string | null> = new Set(UNCLAIMED)

/** Who says that he looked into it must be able to. */
export const mayLook = (staff: Staff): boolean => may(staff, 'payment.check') && may(staff, 'evidence.read')

/** As lists show it: what it says and what became of it, without its bytes. */
export const evidenceLine = (one: EvidenceLine, staff: Staff) => {
  const { id, channel, kind, verified, verdict, subjectNo, report, receivedAt, appliedAt, outcome } = one
  const { seenBy, seenAt, note } = one
  const isOpen = seenAt === null && UNSETTLED.has(outcome) && mayLook(staff)
  const actions = isOpen ? (['see'] as const) : []
  const facts = { id, channel, kind, verified, verdict, subjectNo, report, receivedAt, appliedAt, outcome }
  return { ...facts, seenBy, seenAt, note, actions }
}

/** What stands in our books under the number that a channel named. */
export type Held = { readonly attempt?: Attempt | undefined; readonly refund?: Refund | undefined }

const holdsOf = ({ attempt, refund }: Held) => {
  if (refund)
    return {
      kind: 'refund' as const,
      no: refund.refundNo,
      tradeNo: refund.payableNo,
      orderNo: refund.itemNo,
      channel: attempt?.channel ?? '',
      channelNo: refund.channelRefundNo,
      state: refund.state,
      amount: refund.amount,
      received: refund.state === 'succeeded' ? refund.amount : 0,
      currency: refund.currency,
      doneAt: refund.succeededAt,
    }
  if (!attempt) return null
  return {
    kind: 'attempt' as const,
    no: attempt.attemptNo,
    tradeNo: attempt.payableNo,
    orderNo: null,
    channel: attempt.channel,
    channelNo: attempt.channelNo,
    state: attempt.state,
    amount: attempt.amount,
    received: attempt.received,
    currency: attempt.currency,
    doneAt: attempt.succeededAt,
  }
}

export const evidenceView = (one: EvidenceSeen, held: Held, staff: Staff) => {
  return {
    ...evidenceLine(one, staff),
    ...shownBody(one.body),
    headers: plainHeaders(one.headers),
    bodyBytes: one.body.length,
    bodySha256: createHash('sha256').update(one.body).digest('hex'),
    holds: holdsOf(held),
  }
}
