import { describe, expect } from 'vitest'
import type { PayMethod } from '../../../src/channels/types.ts'
import { MINUTE, SECOND } from '../../../src/kernel/clock.ts'
import type { Presentation } from '../../../src/kernel/presentation.ts'
import type { Stage } from './stage.ts'

const shownAs: Readonly<Record<PayMethod, readonly Presentation['kind'][]>> = {
  native: ['qr'],
  jsapi: ['jsapi'],
  h5: ['redirect', 'form'],
  app: ['app'],
  page: ['redirect', 'form'],
  card: ['card'],
}

/** What an attempt may say, and how it ends. */
export function describePayments(stage: Stage): void {
  const { method, currency, channel, other, request, started, paid, genuine, only, unless } = stage
  const { numberOf, tellsOrderTime, startsInBrowser } = stage
  describe('a payment', () => {
    unless('start_again', 'is shown as its method is; the same request again shows the same', async () => {
      const asked = request()
      const first = await channel().startPayment(asked)
      const second = await channel().startPayment(asked)
      expect(first.kind).toBe('ready')
      if (first.kind !== 'ready' || second.kind !== 'ready') throw new Error(`again it was ${second.kind}`)
      expect(shownAs[method]).toContain(first.presentation.kind)
      expect(second.presentation.kind).toBe(first.presentation.kind)
      // Other presentations carry a fresh signature of ours each time.
      if (first.presentation.kind === 'qr') expect(second.presentation).toEqual(first.presentation)
    })

    unless('number_reused', 'number used for another amount is refused for good', async () => {
      const asked = await started()
      const again = await channel().startPayment({ ...asked, amount: asked.amount + 1 })
      expect(again).toMatchObject({ kind: 'refused', retry: 'never' })
    })

    unless(
      'pending',
      'that is not made yet is pending; one that was never asked for is not found',
      async () => {
        const asked = await started()
        expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
        expect(await channel().query(numberOf('attempt'))).toMatchObject({ kind: 'not_found' })
      },
    )

    unless(
      'paid',
      '[N5] that is made reports amount, currency, merchant and the time of the channel',
      async () => {
        const asked = await started()
        const startedAt = other().clock.now()
        other().clock.advance(90 * SECOND)
        const at = tellsOrderTime ? startedAt : other().clock.now()
        expect(await other().pay(asked.attemptNo)).toBe(true)
        const report = await channel().query(asked.attemptNo)
        expect(report).toMatchObject({
          kind: 'succeeded',
          amount: 9_900,
          currency,
          ...channel().merchant,
        })
        if (report.kind !== 'succeeded') return
        expect(Math.abs(report.succeededAt.getTime() - at.getTime())).toBeLessThan(SECOND)
        if (startsInBrowser) return
        expect(await channel().startPayment(asked)).toMatchObject({ kind: 'already_paid' })
      },
    )

    unless(
      'other_amount',
      '[N5] of another amount or to another merchant is reported as it was, not as it was asked',
      async () => {
        const less = await started()
        await other().pay(less.attemptNo, { amount: 9_899 })
        expect(await channel().query(less.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_899 })
        const astray = await started()
        await other().pay(astray.attemptNo, { merchantId: 'another' })
        const report = await channel().query(astray.attemptNo)
        expect(report.kind === 'succeeded' && report.merchantId !== channel().merchant.merchantId).toBe(true)
      },
    )

    unless('failed', '[N10] that failed for good says so with a reason in our list', async () => {
      const asked = await started()
      await other().failPayment(asked.attemptNo)
      const report = await channel().query(asked.attemptNo)
      expect(report.kind).toBe('failed')
      if (report.kind !== 'failed') return
      expect(channel().describeFailure(report.code)).toBe('insufficient_funds')
      expect(channel().describeFailure('no such word')).toBe('declined')
    })

    unless('expiry', 'cannot be made after its expiry', async () => {
      const asked = await started({ expiresAt: new Date(other().clock.now().getTime() + 2 * MINUTE) })
      other().clock.advance(2 * MINUTE + SECOND)
      expect(await other().pay(asked.attemptNo)).toBe(false)
    })

    unless('given_up', 'given up by its caller is unknown', async () => {
      const stopped = AbortSignal.abort()
      const answer = await channel().startPayment(request(), stopped)
      expect(answer).toMatchObject({ kind: 'unknown', reason: 'timeout' })
    })
  })

  describe('a close', () => {
    unless('close', 'ends the payment; again is closed again; a new start is refused', async () => {
      const asked = await started()
      expect(await channel().close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await channel().close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await other().pay(asked.attemptNo)).toBe(false)
      expect(await channel().startPayment(asked)).toMatchObject({ kind: 'closed' })
    })

    unless('close_paid', 'of a paid attempt says that it is paid', async () => {
      const payment = await paid()
      expect(await channel().close(payment.attemptNo)).toMatchObject({ kind: 'already_paid' })
    })

    unless('close_unknown', 'of an unknown attempt is not a close', async () => {
      expect(await channel().close(numberOf('attempt'))).toMatchObject({ kind: 'not_found' })
    })

    unless(
      'pay_after_close',
      '[N9] overtaken by a payment in flight: closed, and then succeeded',
      async () => {
        const asked = await started()
        other().arm('pay_after_close', asked.attemptNo)
        expect(await channel().close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
        expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
        await other().settle()
        expect(genuine(await only())).toMatchObject({ kind: 'payment', attemptNo: asked.attemptNo })
      },
    )
  })
}
