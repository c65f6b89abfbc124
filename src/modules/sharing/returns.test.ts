import { expect, test } from 'vitest'
import { after, MINUTE } from '../../kernel/clock.ts'
import { emptySharingBook, type Sharing, type SharingBook, type SharingReturn } from './index.ts'
import { makeWay } from './make-way.ts'
import { owe } from './owed.ts'
import { addReturn, applyReturnNews, leftFor } from './returns.ts'

const START = new Date('2026-01-01T00:00:00Z')
const moved = { actor: 'channel:alipay', at: START }
const receiver = {
  type: 'merchant',
  account: 'm1',
  name: null,
  amount: 100,
  description: 'part',
  shopId: 1,
  state: 'succeeded',
  failure: null,
} as const

/** One receiver got 100, and each of these refunds took a part of it with it, one minute after the other. */
function shared(...amounts: number[]) {
  const book = emptySharingBook()
  const sharing: Sharing = {
    sharingNo: 'S1',
    payableNo: 'T1',
    attemptNo: 'A1',
    channel: 'alipay',
    channelNo: 'c1',
    currency: 'CNY',
    state: 'finished',
    amount: 100,
    shared: 100,
    receivers: [receiver],
    isLast: false,
    reason: 'r',
    requestedBy: 'staff:1',
    decidedBy: 'staff:2',
    channelSharingNo: 's1',
    failureCode: null,
    nextAt: null,
    tries: 0,
    requestedAt: START,
    finishedAt: START,
    version: 1,
  }
  book.sharings.set('S1', sharing)
  const parts = amounts.map((amount, i) => {
    const no = `R${i + 1}`
    const request = {
      returnNo: no,
      account: 'm1',
      amount,
      reason: 'r',
      requestedBy: 'rule:refund',
      refundNo: no,
    }
    return addReturn(book, sharing, request, after(START, i * MINUTE))
  })
  return { book, sharing, parts }
}

const tell = (book: SharingBook, one: SharingReturn, kind: 'failed' | 'succeeded') =>
  applyReturnNews(
    book,
    one,
    kind === 'failed' ? { kind, code: 'LATE' } : { kind },
    { delaysMs: [MINUTE], nextNo: () => 'R9' },
    moved,
  )
const rows = (book: SharingBook) =>
  [...book.returns.values()].map(({ returnNo, state, amount }) => `${returnNo} ${state} ${amount}`)

test('[P7] what came back after all lets off the debt that was made of it, not an older one', () => {
  const { book, parts } = shared(20, 40, 40, 40)
  const [older, other, lost, again] = parts as [SharingReturn, SharingReturn, SharingReturn, SharingReturn]
  tell(book, lost, 'failed')
  owe(book, [older, other, again], moved)
  expect(tell(book, lost, 'succeeded')).toBe(true)
  expect(rows(book)).toEqual(['R1 owed 20', 'R2 owed 40', 'R3 succeeded 40', 'R4 waived 40'])
})

test('[P7] of a debt larger than what came back the rest is still owed, by a number of its own', () => {
  const { book, sharing, parts } = shared(30, 100)
  const [lost, debt] = parts as [SharingReturn, SharingReturn]
  tell(book, lost, 'failed')
  owe(book, [debt], moved)
  tell(book, lost, 'succeeded')
  expect(rows(book)).toEqual(['R1 succeeded 30', 'R2 waived 100', 'R9 owed 70'])
  expect(leftFor(book.returns.values(), sharing, receiver)).toBe(0)
})

test('[P7] what came back otherwise is no loss that the next refund reckons with', () => {
  const { book, sharing, parts } = shared(60, 60)
  sharing.receivers = [receiver, { ...receiver, account: 'm2', amount: 50 }]
  sharing.shared = 150
  const [lost, debt] = parts as [SharingReturn, SharingReturn]
  tell(book, lost, 'failed')
  owe(book, [debt], moved)
  tell(book, lost, 'succeeded')
  expect(rows(book)).toEqual(['R1 succeeded 60', 'R2 waived 60', 'R9 owed 40'])
  const refund = { refundNo: 'R3', amount: 150 }
  const request = { nextNo: () => 'R3', requestedBy: 'rule:refund', reason: 'r', withRefund: refund }
  const { parts: asked } = makeWay(book, { attemptNo: 'A1', received: 150, owed: 150 }, request, START)
  expect(asked.map(({ account, amount }) => `${account} ${amount}`)).toEqual(['m2 50'])
})
