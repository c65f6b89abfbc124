import { createHash } from 'node:crypto'
import type { NewEvidence, Report } from '../../modules/payment/index.ts'

export const CHANNEL = 'wechat'

/** The digits a channel would have given: the same for the same number of ours. */
export function channelNoOf(no: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(no).digest('hex')}`).toString()
  return `4200${digits.slice(0, 24)}`
}

/** What the channel told about an attempt or a refund, as the evidence it was kept as. */
export function told(subjectNo: string, report: Report, at: Date): NewEvidence {
  const what = report.about === 'dispute' ? report.state : report.kind
  const isNews = report.about === 'refund' || what === 'paid'
  const body = JSON.stringify({ out_no: subjectNo, ...report })
  return {
    caller: 'rule',
    key: `${subjectNo}/${what}`,
    requestHash: '',
    now: at,
    channel: CHANNEL,
    kind: isNews ? 'notice' : 'query',
    sourceId: `${subjectNo}/${what}`,
    verified: true,
    verdict: 'verified',
    subjectNo,
    report,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  }
}

export const paid = (amount: number, currency: string, no: string, at: Date): Report => ({
  about: 'attempt',
  kind: 'paid',
  channelNo: channelNoOf(no),
  amount,
  currency,
  succeededAt: at.toISOString(),
  isOurs: true,
})

export const refunded = (amount: number, no: string, at: Date): Report => ({
  about: 'refund',
  kind: 'succeeded',
  channelRefundNo: channelNoOf(no).replace(/^42/, '50'),
  amount,
  succeededAt: at.toISOString(),
})
