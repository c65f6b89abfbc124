import { expect, it } from 'vitest'
import { type RefundReason, refundReasonOf, refundReasons } from './refund-reasons.ts'

it.each<[string, RefundReason, string]>([
  ['NOT_ENOUGH', 'short_of_money', 'in_our_hands'],
  ['ACQ.SELLER_BALANCE_NOT_ENOUGH', 'short_of_money', 'in_our_hands'],
  ['ACQ.TRADE_HAS_FINISHED', 'window_over', 'another_way'],
  ['abnormal', 'payer_account', 'own_account'],
  ['charge_already_refunded', 'more_than_left', 'in_our_hands'],
  ['closed', 'ended', 'in_our_hands'],
  ['12', 'not_accepted', 'in_our_hands'],
  ['a word nobody has read', 'refused', 'in_our_hands'],
  ['', 'refused', 'in_our_hands'],
])('[N15] a refund that failed by %s is said as %s, to its buyer as %s', (code, reason, buyer) => {
  expect(refundReasonOf(code)).toBe(reason)
  expect(refundReasons[reason].buyer).toBe(buyer)
})

it('what staff read fits into a message', () => {
  const words = Object.values(refundReasons).flatMap(({ staff }) => [staff.zh, staff.en])
  expect(words.filter((text) => text.length > 80)).toEqual([])
})

it('no code means two things', () => {
  const codes = Object.values(refundReasons).flatMap((one) => one.codes.split(' ').filter(Boolean))
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
})
