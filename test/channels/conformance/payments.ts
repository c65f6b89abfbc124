import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '../../../src/kernel/clock.ts'
import type { Stage } from './stage.ts'

/** What an attempt may say, and how it ends. */
export function describePayments(stage: Stage): void {
  const { channel, other, request, started, paid, genuine, only } = stage
  describe('a payment', () => {
    test('is shown as a code; the same request again gives the same code', async () => {
      const asked = request()
      const first = await channel().startPayment(asked)
      const second = await channel().startPayment(asked)
      expect(first).toMatchObject({ kind: 'ready', presentation: { kind: 'qr' } })
      if (first.kind !== 'ready') return
      expect(second).toMatchObject({ kind: 'ready', presentation: first.presentation })
    })

    test('number used for another amount is refused for good', async () => {
      const asked = await started()
      const again = await channel().startPayment({ ...asked, amount: asked.amount + 1 })
      expect(again).toMatchObject({ kind: 'refused', retry: 'never' })
    })

    test('that is not made yet is pending; one that was never asked for is not found', async () => {
      const asked = await started()
      expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
      expect(await channel().query('NEVERASKED1')).toMatchObject({ kind: 'not_found' })
    })

    test('[N5] that is made reports amount, currency, merchant and the time of the channel', async () => {
      const asked = await started()
      other().clock.advance(90 * SECOND)
      const at = other().clock.now()
      expect(other().pay(asked.attemptNo)).toBe(true)
      const report = await channel().query(asked.attemptNo)
      expect(report).toMatchObject({
        kind: 'succeeded',
        amount: 9_900,
        currency: 'CNY',
        ...channel().merchant,
      })
      if (report.kind !== 'succeeded') return
      expect(Math.abs(report.succeededAt.getTime() - at.getTime())).toBeLessThan(SECOND)
      expect(await channel().startPayment(asked)).toMatchObject({ kind: 'already_paid' })
    })

    test('[N5] of another amount or to another merchant is reported as it was, not as it was asked', async () => {
      const less = await started()
      other().pay(less.attemptNo, { amount: 9_899 })
      expect(await channel().query(less.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_899 })
      const astray = await started()
      other().pay(astray.attemptNo, { merchantId: 'another' })
      const report = await channel().query(astray.attemptNo)
      expect(report.kind === 'succeeded' && report.merchantId !== channel().merchant.merchantId).toBe(true)
    })

    test('[N10] that failed for good says so with a reason in our list', async () => {
      const asked = await started()
      other().failPayment(asked.attemptNo)
      const report = await channel().query(asked.attemptNo)
      expect(report.kind).toBe('failed')
      if (report.kind !== 'failed') return
      expect(channel().describeFailure(report.code)).toBe('insufficient_funds')
      expect(channel().describeFailure('no such word')).toBe('declined')
    })

    test('cannot be made after its expiry', async () => {
      const asked = await started({ expiresAt: new Date(other().clock.now().getTime() + 2 * MINUTE) })
      other().clock.advance(2 * MINUTE + SECOND)
      expect(other().pay(asked.attemptNo)).toBe(false)
    })

    test('given up by its caller is unknown', async () => {
      const stopped = AbortSignal.abort()
      const answer = await channel().startPayment(request(), stopped)
      expect(answer).toMatchObject({ kind: 'unknown', reason: 'timeout' })
    })
  })

  describe('a close', () => {
    test('ends the payment; again is closed again; a new start is refused', async () => {
      const asked = await started()
      expect(await channel().close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await channel().close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(other().pay(asked.attemptNo)).toBe(false)
      expect(await channel().startPayment(asked)).toMatchObject({ kind: 'closed' })
    })

    test('of a paid attempt says that it is paid', async () => {
      const payment = await paid()
      expect(await channel().close(payment.attemptNo)).toMatchObject({ kind: 'already_paid' })
    })

    test('of an unknown attempt is not a close', async () => {
      expect(await channel().close('NEVERASKED1')).toMatchObject({ kind: 'not_found' })
    })

    test('[N9] overtaken by a payment in flight: closed, and then succeeded', async () => {
      const asked = await started()
      other().arm('pay_after_close', asked.attemptNo)
      expect(await channel().close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
      await other().settle()
      expect(genuine(await only())).toMatchObject({ kind: 'payment', attemptNo: asked.attemptNo })
    })
  })
}
