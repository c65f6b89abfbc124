import { describe, expect, test } from 'vitest'
import { MINUTE } from '../../../src/kernel/clock.ts'
import type { Stage } from './stage.ts'

/** Only what the provider signed is believed, and it says what the query says. */
export function describeNotices(stage: Stage): void {
  const { channel, other, paid, refundOf, verify, genuine, only, unless } = stage
  describe('a notice', () => {
    unless('payment_notice', '[N5] of a payment tells the same as the query', async () => {
      const payment = await paid()
      await other().settle()
      const notice = genuine(await only())
      const report = await channel().query(payment.attemptNo)
      expect(notice).toMatchObject({
        kind: 'payment',
        attemptNo: payment.attemptNo,
        channel: channel().code,
      })
      if (notice.kind !== 'payment' || report.kind !== 'succeeded') throw new Error('not a payment')
      const { raw: _told, ...told } = notice.report as typeof report
      const { raw: _asked, ...asked } = report
      expect(told).toEqual(asked)
    })

    unless('refund_notice', 'of a refund names the refund and its outcome', async () => {
      const payment = await paid()
      await other().settle()
      await other().takeNotices()
      const asked = refundOf(payment, { amount: 1_000 })
      await channel().refund(asked)
      await other().settle()
      expect(genuine(await only())).toMatchObject({
        kind: 'refund',
        refundNo: asked.refundNo,
        report: { kind: 'succeeded', amount: 1_000, total: 9_900, attemptNo: payment.attemptNo },
      })
    })

    unless('notice_twice', 'verified twice has the same id', async () => {
      await paid()
      await other().settle()
      const raw = await only()
      expect(genuine(raw).noticeId).toBe(genuine(raw).noticeId)
    })

    unless('altered', 'altered in any byte of its body is refused', async () => {
      await paid()
      await other().settle()
      const raw = await only()
      for (let at = 0; at < raw.body.length; at += 7) {
        const body = Buffer.from(raw.body)
        body[at]! ^= 1
        expect(verify({ ...raw, body }).verified, `byte ${at}`).toBe(false)
      }
    })

    unless('stale', 'older than five minutes is refused', async () => {
      await paid()
      await other().settle()
      const raw = await only()
      const late = new Date(other().clock.now().getTime() + 6 * MINUTE)
      expect(channel().verifyNotice(raw.headers, raw.body, late)).toEqual({
        verified: false,
        reason: 'stale',
      })
    })

    unless('headers', 'without its headers is refused', async () => {
      await paid()
      await other().settle()
      expect(verify({ ...(await only()), headers: {} }).verified).toBe(false)
    })

    unless('mutilated', 'cut short or empty is refused', async () => {
      await paid()
      await other().settle()
      const raw = await only()
      expect(verify({ ...raw, body: raw.body.subarray(0, raw.body.length >> 1) }).verified).toBe(false)
      expect(verify({ ...raw, body: Buffer.alloc(0) }).verified).toBe(false)
    })

    unless('forged', 'signed by somebody else is refused', async () => {
      await paid()
      await other().settle()
      expect(verify(other().forge(await only()))).toEqual({ verified: false, reason: 'bad_signature' })
    })

    test('is acknowledged with 2xx once it is kept, refused with 4xx, asked for again with 5xx', () => {
      expect(channel().acknowledge('taken').status).toBeLessThan(300)
      const refused = channel().acknowledge('refused').status
      expect(refused >= 400 && refused < 500).toBe(true)
      expect(channel().acknowledge('failed').status).toBeGreaterThanOrEqual(500)
    })
  })
}
