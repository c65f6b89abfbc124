import { describe, expect, it } from 'vitest'
import { codeOf } from '../../../test/support/outcome.ts'
import { askRedirect, decideRedirect } from './ask-redirect.ts'
import { maskedName, type RedirectCard, tailOf } from './redirect.ts'
import { applyRefundNews } from './refund-news.ts'
import { emptyPaymentBook, type Refund, type RefundNews, type RefundState } from './types.ts'

const NOW = new Date('2026-03-01T04:00:00Z')
const card: RedirectCard = {
  bank: 'ICBC_DEBIT',
  tail: '4321',
  holder: '张*',
  sealed: { account: 'A', holder: 'H', keyName: 'K' },
}
const refundIn = (state: RefundState, changes: Partial<Refund> = {}): Refund => ({
  refundNo: '4026030112000000000107',
  requestNo: '4026030112000000000107',
  payableNo: '1026030112000000000107',
  itemNo: null,
  attemptNo: '3026030112000000000107',
  source: 'surplus',
  toWallet: false,
  state,
  amount: 100,
  currency: 'CNY',
  components: null,
  reason: 'broken',
  requestedBy: 'staff:a',
  decidedBy: 'staff:b',
  channelRefundNo: 'R-1',
  failureCode: 'abnormal',
  nextAt: null,
  plannedAt: null,
  tries: 3,
  redirect: null,
  requestedAt: NOW,
  succeededAt: null,
  returnedAt: null,
  bounceNo: null,
  version: 4,
  ...changes,
})
const ask = (refund: Refund, requestedBy = 'staff:a') =>
  askRedirect(emptyPaymentBook(), refund, { way: 'card', card, reason: 'closed', requestedBy }, NOW)
const decide = (refund: Refund, action: 'approve' | 'keep', actor: string) =>
  decideRedirect(emptyPaymentBook(), refund, action, { actor, at: NOW })
/** One whose other way two people have agreed on. */
const underWay = (state: 'approved' | 'processing'): Refund => {
  const refund = refundIn('failed')
  ask(refund)
  decide(refund, 'approve', 'staff:b')
  refund.state = state
  return refund
}
const hear = (refund: Refund, news: RefundNews) =>
  applyRefundNews(emptyPaymentBook(), refund, news, [60_000], { actor: 'channel:wechat', at: NOW })

describe('another way for a refund', () => {
  it.each([
    ['requested', {}, 'illegal_move'],
    ['approved', {}, 'illegal_move'],
    ['processing', {}, 'illegal_move'],
    ['succeeded', {}, 'illegal_move'],
    ['returned', {}, 'illegal_move'],
    ['redirect_asked', {}, 'illegal_move'],
    ['failed', { failureCode: 'closed' }, 'not_redirectable'],
    ['failed', { channelRefundNo: null }, 'not_redirectable'],
    ['failed', {}, null],
  ] as const)('[N15] is asked for of one that is %s %j: %s', (state, changes, code) => {
    const asked = ask(refundIn(state, changes))
    expect(asked.ok ? null : asked.rejection.code).toBe(code)
  })

  it('[N15] takes two people, and drops the card where they do not agree', () => {
    const refund = refundIn('failed')
    ask(refund)
    expect(codeOf(decide(refund, 'approve', 'staff:a'))).toBe('same_person')
    decide(refund, 'keep', 'staff:b')
    expect(refund).toMatchObject({ state: 'failed', redirect: { isOpen: false, card: { sealed: null } } })
    expect(codeOf(decide(refund, 'approve', 'staff:b'))).toBe('illegal_move')
  })

  it.each([
    ['approved', { kind: 'failed', code: 'abnormal' }, 'approved'],
    ['approved', { kind: 'failed', code: 'abnormal', isAsked: true }, 'approved'],
    ['approved', { kind: 'failed', code: 'abnormal', why: 'PARAM_ERROR' }, 'failed'],
    ['approved', { kind: 'failed', code: 'closed' }, 'failed'],
    ['processing', { kind: 'failed', code: 'abnormal' }, 'processing'],
    ['processing', { kind: 'failed', code: 'abnormal', isAsked: true }, 'failed'],
    ['approved', { kind: 'pending', reason: 'unknown' }, 'approved'],
    ['approved', { kind: 'processing', channelRefundNo: 'R-1' }, 'processing'],
  ] as const)('[N15] under way and %s, told %j: %s', (state, news, after) => {
    const refund = underWay(state)
    hear(refund, news)
    expect(refund.state).toBe(after)
    const isOver = after === 'failed'
    expect(refund.redirect).toMatchObject({ isOpen: !isOver })
    expect(refund.redirect?.card?.sealed === null).toBe(isOver)
    expect(refund.nextAt === null).toBe(isOver)
  })

  it.each([
    ['张三', '张*'],
    ['欧阳娜娜', '欧**娜'],
    ['李', '李*'],
    ['𠮷野家', '𠮷*家'],
  ])('[N15] shows %s as %s', (name, shown) => expect(maskedName(name)).toBe(shown))

  it('[N15] shows the end of a card', () => expect(tailOf('6222021234567894321')).toBe('4321'))
})
