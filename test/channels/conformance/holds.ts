import { describe, expect } from 'vitest'
import type { Authorizing, CaptureRequest } from '../../../src/channels/abilities.ts'
import type { PaymentAuthorized, PayRequest } from '../../../src/channels/types.ts'
import type { Stage } from './stage.ts'

/** Money that is only held: taken once, at most what is held, or given back whole. */
export function describeAuthorizing(stage: Stage): void {
  const { number, currency, taken, channel, other, started, refundOf, genuine, only, unless } = stage
  const authorizing = (): Authorizing => {
    const { authorizing: ability } = channel()
    if (!ability) throw new Error('this channel holds no money')
    return ability
  }
  const held = async (): Promise<PayRequest & { readonly report: PaymentAuthorized }> => {
    const asked = await started({ capture: 'manual' })
    expect(await other().pay(asked.attemptNo)).toBe(true)
    const report = await channel().query(asked.attemptNo)
    if (report.kind !== 'authorized') throw new Error(`not held: ${report.kind}`)
    return { ...asked, report }
  }
  const captureOf = (
    hold: Awaited<ReturnType<typeof held>>,
    changes: Partial<CaptureRequest> = {},
  ): CaptureRequest => ({
    attemptNo: hold.attemptNo,
    channelNo: hold.report.channelNo,
    captureNo: number('C'),
    amount: hold.amount,
    currency,
    description: '酒店两晚',
    ...changes,
  })

  describe('a hold', () => {
    unless('hold', 'says what is held, for whom and since when; nothing is paid yet', async () => {
      const before = other().money()
      const asked = await started({ capture: 'manual' })
      expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
      const at = other().clock.now()
      expect(await other().pay(asked.attemptNo)).toBe(true)
      const report = await channel().query(asked.attemptNo)
      expect(report).toMatchObject({ kind: 'authorized', amount: 9_900, currency, ...channel().merchant })
      if (report.kind !== 'authorized') return
      expect(Math.abs(report.authorizedAt.getTime() - at.getTime())).toBeLessThan(1_000)
      expect(authorizing().holdDays).toBeGreaterThan(0)
      expect(other().money()).toEqual(before)
    })

    unless('hold_notice', 'is told by notice as by query', async () => {
      const { attemptNo, report } = await held()
      await other().settle()
      // How long it lasts may be said to a question only.
      const { raw: _asked, heldUntil: _until, ...asked } = report
      expect(genuine(await only())).toMatchObject({ kind: 'payment', attemptNo, report: asked })
    })

    unless(
      'hold_capture',
      'is taken in part, once, however often it is sent; never more than is held',
      async () => {
        const before = other().money()
        const hold = await held()
        expect(await authorizing().capture(captureOf(hold, { amount: 9_901 }))).toMatchObject({
          kind: 'refused',
          retry: 'never',
        })
        const capture = captureOf(hold, { amount: 6_000 })
        expect(await authorizing().capture(capture)).toMatchObject({ kind: 'succeeded', amount: 6_000 })
        expect(await authorizing().capture(capture)).toMatchObject({ kind: 'succeeded', amount: 6_000 })
        expect(await channel().query(hold.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 6_000 })
        expect(await channel().close(hold.attemptNo)).toMatchObject({ kind: 'already_paid' })
        expect(other().money().paid - before.paid).toBe(6_000)
      },
    )

    unless(
      'hold_parts',
      'gives parts as payments of their own, then the last with the rest given back',
      async () => {
        const before = other().money()
        const hold = await held()
        const part = (amount: number, partNo = number('T')) => ({
          partNo,
          attemptNo: hold.attemptNo,
          channelNo: hold.report.channelNo,
          amount,
          currency,
          description: '酒店两晚',
        })
        const take = authorizing().capturePart
        if (!take) throw new Error('this channel takes a hold once')
        const first = part(3_000)
        expect(await take(first)).toMatchObject({ kind: 'succeeded', amount: 3_000 })
        expect(await take(first), 'once, however often it is sent').toMatchObject({ kind: 'succeeded' })
        expect(await channel().query(first.partNo)).toMatchObject({ kind: 'succeeded', amount: 3_000 })
        expect(await channel().query(hold.attemptNo)).toMatchObject({ kind: 'authorized', amount: 6_900 })
        const doubtful = part(2_000)
        other().arm('timeout_after', doubtful.partNo)
        expect(await take(doubtful)).toMatchObject({ kind: 'unknown' })
        expect(await take(doubtful)).toMatchObject({ kind: 'succeeded', amount: 2_000 })
        expect(await take(part(4_901)), 'more than is left').toMatchObject({
          kind: 'refused',
          retry: 'never',
        })
        expect(await authorizing().capture(captureOf(hold, { amount: 4_000 }))).toMatchObject({
          kind: 'succeeded',
          amount: 4_000,
        })
        expect((await take(part(100))).kind, 'the rest went back').not.toBe('succeeded')
        expect(other().money().paid - before.paid).toBe(9_000)
      },
    )

    unless('hold_parts', 'of which a part was taken gives the rest back, and says so', async () => {
      const before = other().money()
      const hold = await held()
      const { channelNo } = hold.report
      const { attemptNo } = hold
      const request = {
        partNo: number('T'),
        attemptNo,
        channelNo,
        amount: 3_000,
        currency,
        description: '酒店',
      }
      expect(await authorizing().capturePart?.(request)).toMatchObject({ kind: 'succeeded' })
      expect(await channel().close(attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await channel().query(attemptNo)).toMatchObject({ kind: 'closed' })
      expect(other().money().paid - before.paid).toBe(3_000)
    })

    unless('hold_doubt', 'whose taking is in doubt is taken once', async () => {
      const before = other().money()
      const hold = await held()
      const capture = captureOf(hold)
      other().arm('timeout_after', hold.attemptNo)
      expect(await authorizing().capture(capture)).toMatchObject({ kind: 'unknown' })
      expect(await channel().query(hold.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
      expect(await authorizing().capture(capture)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
      expect(other().money().paid - before.paid).toBe(9_900)
    })

    unless('hold_refund', 'that was taken is refunded like any payment', async () => {
      const before = other().money()
      const hold = await held()
      const report = await authorizing().capture(captureOf(hold, { amount: 6_000 }))
      if (report.kind !== 'succeeded') throw new Error(`not taken: ${report.kind}`)
      const payment = { ...hold, amount: 6_000, channelNo: report.channelNo }
      expect(await channel().refund(refundOf(payment))).toMatchObject({ kind: taken })
      await other().settle()
      expect(other().money().refunded - before.refunded).toBe(6_000)
    })

    unless('hold_close', 'that is closed goes back whole, and cannot be taken', async () => {
      const before = other().money()
      const hold = await held()
      expect(await channel().close(hold.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await channel().close(hold.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await channel().query(hold.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(['closed', 'refused']).toContain((await authorizing().capture(captureOf(hold))).kind)
      expect(other().money()).toEqual(before)
    })

    unless('hold_unpaid', 'that nobody made is closed; one never asked for is not found', async () => {
      const asked = await started({ capture: 'manual' })
      expect(await channel().close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
      expect(await other().pay(asked.attemptNo)).toBe(false)
      expect(await channel().close(number('T'))).toMatchObject({ kind: 'not_found' })
    })
  })
}
