import { createHash } from 'node:crypto'
import type {
  AttemptReport,
  Channel,
  Notice,
  PaymentSucceeded,
  RefundReport,
  WireReply,
} from '../channels/index.ts'
import { after, DAY } from '../kernel/clock.ts'
import { ABNORMAL, ENDED_BY_CHANNEL, type Report } from '../modules/payment/index.ts'

/** A channel's word about an attempt as evidence, or null when it decides nothing. */
export function attemptEvidence(
  channel: Channel,
  report: AttemptReport,
): Extract<Report, { about: 'attempt' }> | null {
  switch (report.kind) {
    case 'succeeded':
      return paid(channel, report)
    case 'closed':
      return { about: 'attempt', kind: 'closed' }
    case 'failed':
      return { about: 'attempt', kind: 'failed', code: channel.describeFailure(report.code) }
    case 'authorized': {
      const { channelNo, amount, currency, authorizedAt, heldUntil } = report
      const isOurs = isOurMerchant(channel, report)
      return {
        about: 'attempt',
        kind: 'held',
        channelNo,
        amount,
        currency,
        authorizedAt: authorizedAt.toISOString(),
        // Where the channel does not say when it lets go, its own rule does.
        heldUntil: (heldUntil ?? after(authorizedAt, holdMs(channel))).toISOString(),
        isOurs,
      }
    }
    case 'not_found':
    case 'pending':
    case 'refused':
    case 'unknown':
      return null
  }
}

const holdMs = ({ authorizing }: Channel): number => (authorizing?.holdDays ?? 1) * DAY

const isOurMerchant = ({ merchant }: Channel, report: { merchantId: string; appId: string }): boolean =>
  report.merchantId === merchant.merchantId && report.appId === merchant.appId

function paid(channel: Channel, report: PaymentSucceeded): Extract<Report, { about: 'attempt' }> {
  return {
    about: 'attempt',
    kind: 'paid',
    channelNo: report.channelNo,
    amount: report.amount,
    currency: report.currency,
    succeededAt: report.succeededAt.toISOString(),
    isOurs: isOurMerchant(channel, report),
  }
}

/** A channel's word about a refund as evidence, or null when nobody knows more than before. */
export function refundEvidence(report: RefundReport): Extract<Report, { about: 'refund' }> | null {
  switch (report.kind) {
    case 'succeeded':
      return {
        about: 'refund',
        kind: 'succeeded',
        channelRefundNo: report.channelRefundNo,
        amount: report.amount,
        succeededAt: report.succeededAt.toISOString(),
      }
    case 'processing':
      return { about: 'refund', kind: 'processing', channelRefundNo: report.channelRefundNo }
    case 'returned': {
      const { channelRefundNo, amount, returnedAt } = report
      const at = returnedAt.toISOString()
      return { about: 'refund', kind: 'returned', channelRefundNo, amount, returnedAt: at }
    }
    case 'closed':
      return { about: 'refund', kind: 'failed', code: ENDED_BY_CHANNEL }
    case 'abnormal':
      return abnormal(report)
    case 'refused':
      return report.retry === 'never' ? { about: 'refund', kind: 'failed', code: report.code } : null
    case 'not_found':
    case 'unknown':
      return null
  }
}

const abnormal = ({
  channelRefundNo,
  why,
}: Extract<RefundReport, { kind: 'abnormal' }>): Extract<Report, { about: 'refund' }> => ({
  about: 'refund',
  kind: 'failed',
  code: ABNORMAL,
  channelRefundNo,
  ...(why === undefined ? {} : { why }),
})

/** What one piece of a notice is about and says. `part` tells the pieces of a combined order apart. */
export type Piece = {
  readonly subjectNo: string
  readonly report: Report | null
  readonly part: string | undefined
}

/** What a verified notice is about and says, part by part where it is of a combined order; null where of nothing of ours. */
export function noticeEvidence(channel: Channel, notice: Notice): readonly Piece[] | null {
  if (notice.kind === 'combined')
    return notice.parts.map(({ attemptNo, report }) => {
      return { subjectNo: attemptNo, report: attemptEvidence(channel, report), part: attemptNo }
    })
  if (notice.kind === 'payment') {
    const report = attemptEvidence(channel, notice.report)
    return [{ subjectNo: notice.attemptNo, report, part: undefined }]
  }
  if (notice.kind !== 'refund') return null
  return [{ subjectNo: notice.refundNo, report: refundEvidence(notice.report), part: undefined }]
}

/** Names a piece of evidence by its content: the same answer given twice is the same piece. */
export const contentId = (subjectNo: string, raw: string): string =>
  `${subjectNo}/${createHash('sha256').update(raw).digest('base64url').slice(0, 22)}`

export const rawOf = (report: { readonly raw?: WireReply }): WireReply =>
  report.raw ?? { status: 0, headers: {}, body: '' }
