import { describe, expect } from 'vitest'
import { MINUTE } from '../../../src/kernel/clock.ts'
import type { Stage } from './stage.ts'

/** One number refunds once; the parts never exceed the whole. */
export function describeRefunds(stage: Stage): void {
  const { taken, channel, other, started, paid, refundOf, unless, numberOf } = stage
  describe('a refund', () => {
    unless(
      'refund',
      '[N15] is accepted, then succeeds; its number refunds once however often it is sent',
      async () => {
        const before = other().money()
        const payment = await paid()
        const asked = refundOf(payment)
        expect(await channel().refund(asked)).toMatchObject({ kind: taken })
        expect(await channel().refund(asked)).toMatchObject({ kind: taken })
        await other().settle()
        expect(await channel().refund(asked)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
        expect(await channel().queryRefund(asked)).toMatchObject({
          kind: 'succeeded',
          attemptNo: payment.attemptNo,
          amount: 9_900,
          total: 9_900,
        })
        expect(other().money().refunded - before.refunded).toBe(9_900)
        expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
      },
    )

    unless('refund_parts', '[N15] parts add up exactly, and no more than was paid', async () => {
      const before = other().money()
      const payment = await paid()
      for (const amount of [3_300, 3_300, 3_300]) {
        expect(await channel().refund(refundOf(payment, { amount }))).toMatchObject({ kind: taken })
        other().clock.advance(MINUTE)
      }
      expect(await channel().refund(refundOf(payment, { amount: 1 }))).toMatchObject({
        kind: 'refused',
        retry: 'never',
      })
      await other().settle()
      expect(other().money().refunded - before.refunded).toBe(9_900)
    })

    unless('spacing', 'of the same payment too soon after another is for later', async () => {
      const payment = await paid()
      expect(await channel().refund(refundOf(payment, { amount: 100 }))).toMatchObject({ kind: taken })
      const soon = await channel().refund(refundOf(payment, { amount: 100 }))
      expect(soon).toMatchObject({ kind: 'refused', retry: 'later' })
    })

    unless('refund_reused', 'number used for another amount is refused for good', async () => {
      const payment = await paid()
      const asked = refundOf(payment, { amount: 100 })
      await channel().refund(asked)
      const again = await channel().refund({ ...asked, amount: 200 })
      expect(again).toMatchObject({ kind: 'refused', retry: 'never' })
    })

    unless(
      'refund_unpaid',
      'of money that was never paid is refused; one never asked for is not found',
      async () => {
        const asked = await started()
        const answer = await channel().refund(refundOf({ ...asked, channelNo: 'none' }))
        expect(answer.kind).toBe('refused')
        const never = { refundNo: numberOf('refund'), attemptNo: asked.attemptNo, channelNo: 'none' }
        expect(await channel().queryRefund(never)).toMatchObject({ kind: 'not_found' })
      },
    )

    unless('refund_doubt', 'in doubt after it was accepted: unknown, then found, once', async () => {
      const before = other().money()
      const payment = await paid()
      const asked = refundOf(payment)
      other().arm('timeout_after', payment.attemptNo)
      expect(await channel().refund(asked)).toMatchObject({ kind: 'unknown' })
      expect(await channel().queryRefund(asked)).toMatchObject({ kind: taken })
      expect(await channel().refund(asked)).toMatchObject({ kind: taken })
      await other().settle()
      expect(other().money().refunded - before.refunded).toBe(9_900)
    })

    for (const [fault, kind, skip] of ends)
      unless(skip, `${fault} is reported as ${kind}, and no money went back`, async () => {
        const before = other().money()
        const payment = await paid()
        const asked = refundOf(payment)
        other().arm(fault, payment.attemptNo)
        await channel().refund(asked)
        await other().settle()
        expect(await channel().queryRefund(asked)).toMatchObject({ kind })
        expect(other().money().refunded).toBe(before.refunded)
      })
  })
}

const ends = [
  ['refund_abnormal', 'abnormal', 'refund_abnormal'],
  ['refund_closed', 'closed', 'refund_ends'],
  ['refund_stuck', 'processing', 'refund_ends'],
] as const
