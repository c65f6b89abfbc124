import { expect, it } from 'vitest'
import { applyRefundNews } from './refund-news.ts'
import { emptyPaymentBook, type Refund, type RefundNews } from './types.ts'

const NOW = new Date('2026-03-01T04:00:00Z')
const LATER = new Date('2026-03-01T04:01:00Z')
const approved = (): Refund => ({
  refundNo: '4026030112000000000107',
  requestNo: '4026030112000000000107',
  payableNo: '1026030112000000000107',
  itemNo: null,
  attemptNo: '3026030112000000000107',
  source: 'surplus',
  toWallet: false,
  state: 'approved',
  amount: 100,
  currency: 'CNY',
  components: null,
  reason: 'broken',
  requestedBy: 'staff:a',
  decidedBy: 'staff:b',
  channelRefundNo: null,
  failureCode: null,
  nextAt: NOW,
  plannedAt: null,
  tries: 0,
  redirect: null,
  requestedAt: NOW,
  succeededAt: null,
  returnedAt: null,
  bounceNo: null,
  version: 2,
})
const hear = (refund: Refund, news: RefundNews) =>
  applyRefundNews(emptyPaymentBook(), refund, news, [60_000], { actor: 'channel:wechat', at: NOW })

it('[N15] a refund that was turned down is asked about once more: another try may have been on its way', () => {
  const refund = approved()
  hear(refund, { kind: 'failed', code: 'NOT_ENOUGH', isAsked: true })
  expect(refund).toMatchObject({ state: 'failed', failureCode: 'NOT_ENOUGH', nextAt: LATER })
})

it('[N15] one that its channel ended for good, or could not deliver, waits for people', () => {
  for (const code of ['closed', 'abnormal']) {
    const refund = approved()
    hear(refund, { kind: 'failed', code, isAsked: true })
    expect(refund).toMatchObject({ state: 'failed', nextAt: null })
    hear(refund, { kind: 'processing', channelRefundNo: 'R-1' })
    expect(refund).toMatchObject({ state: 'failed', nextAt: null })
  }
})

it('[N15] one that was turned down and is taken after all stays in doubt until its channel says how it ended', () => {
  const refund = { ...approved(), state: 'failed' as const, failureCode: 'NOT_ENOUGH', nextAt: null }
  hear(refund, { kind: 'processing', channelRefundNo: 'R-1' })
  expect(refund).toMatchObject({ state: 'failed', nextAt: LATER })
})
