import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { virtualClock } from '../kernel/clock.ts'
import { MINUTE, SECOND } from '../kernel/clock.ts'
import type { Channel, Notice, PayRequest, RefundRequest } from './types.ts'

/** What the suite makes go wrong; each other side knows how. */
export type ConformanceFault =
  | 'timeout_before'
  | 'timeout_after'
  | 'error_before'
  | 'error_after'
  | 'query_not_found'
  | 'query_notpay'
  | 'pay_after_close'
  | 'refund_abnormal'
  | 'refund_closed'
  | 'refund_stuck'

export type RawNotice = { readonly headers: Record<string, string>; readonly body: Buffer }

/** The provider, the payer and the wire between them, as far as the suite drives them. */
export type OtherSide = {
  readonly clock: ReturnType<typeof virtualClock>
  readonly notifyUrl: string
  pay(attemptNo: string, how?: { inFlight?: boolean; amount?: number; merchantId?: string }): boolean
  failPayment(attemptNo: string): void
  arm(fault: ConformanceFault, attemptNo: string): void
  /** Everything under way comes to its end and is notified. */
  settle(): Promise<void>
  /** The notices delivered since the last call. */
  takeNotices(): Promise<RawNotice[]>
  /** The same notice as a forger would send it. */
  forge(notice: RawNotice): RawNotice
  money(): { readonly paid: number; readonly refunded: number }
  /** Texts that must never be seen in what the channel shows of itself. */
  readonly secrets: readonly string[]
  stop(): Promise<void>
}

export type ConformanceCase = 'spacing' | 'forged'

export type Subject = { readonly channel: Channel; readonly other: OtherSide }

/** One suite for every channel. `skips` names cases that cannot apply, each with its reason. */
export function describeChannel(
  name: string,
  make: () => Promise<Subject>,
  skips: Partial<Record<ConformanceCase, string>> = {},
): void {
  describe(`[N14] channel ${name} keeps the rules of every channel`, () => {
    let subject: Subject
    let count = 0
    const channel = () => subject.channel
    const other = () => subject.other

    beforeAll(async () => {
      subject = await make()
    })
    beforeEach(async () => {
      await other().settle()
      await other().takeNotices()
    })
    afterAll(async () => {
      channel().dispose()
      await other().stop()
    })

    const request = (changes: Partial<PayRequest> = {}): PayRequest => ({
      attemptNo: `T${String(++count).padStart(11, '0')}`,
      amount: 9_900,
      currency: 'CNY',
      description: '龙井茶 250g',
      expiresAt: new Date(other().clock.now().getTime() + 15 * MINUTE),
      notifyUrl: other().notifyUrl,
      method: 'native',
      ...changes,
    })
    const started = async (changes: Partial<PayRequest> = {}): Promise<PayRequest> => {
      const asked = request(changes)
      expect(await channel().startPayment(asked)).toMatchObject({ kind: 'ready' })
      return asked
    }
    const paid = async (changes: Partial<PayRequest> = {}) => {
      const asked = await started(changes)
      expect(other().pay(asked.attemptNo)).toBe(true)
      const report = await channel().query(asked.attemptNo)
      if (report.kind !== 'succeeded') throw new Error(`not paid: ${report.kind}`)
      return { ...asked, channelNo: report.channelNo }
    }
    const refundOf = (
      payment: PayRequest & { channelNo: string },
      changes: Partial<RefundRequest> = {},
    ): RefundRequest => ({
      refundNo: `R${String(++count).padStart(11, '0')}`,
      attemptNo: payment.attemptNo,
      channelNo: payment.channelNo,
      amount: payment.amount,
      total: payment.amount,
      currency: 'CNY',
      reason: '买家申请退款',
      notifyUrl: other().notifyUrl,
      ...changes,
    })
    const verify = (raw: RawNotice) => channel().verifyNotice(raw.headers, raw.body, other().clock.now())
    const genuine = (raw: RawNotice): Notice => {
      const verdict = verify(raw)
      if (!verdict.verified) throw new Error(`refused: ${verdict.reason}`)
      return verdict.notice
    }
    const only = async (): Promise<RawNotice> => {
      const [notice, ...more] = await other().takeNotices()
      expect(more).toEqual([])
      if (!notice) throw new Error('no notice came')
      return notice
    }
    const unless = (skip: ConformanceCase, title: string, body: () => Promise<void>) =>
      skips[skip] === undefined ? test(title, body) : test.skip(`${title} (skipped: ${skips[skip]})`, body)

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

    describe('doubt', () => {
      test.each(['timeout_before', 'error_before'] as const)(
        '%s: unknown, and the attempt is not there',
        async (fault) => {
          const asked = request()
          other().arm(fault, asked.attemptNo)
          expect(await channel().startPayment(asked)).toMatchObject({ kind: 'unknown' })
          expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'not_found' })
        },
      )

      test.each(['timeout_after', 'error_after'] as const)(
        '%s: unknown, but the attempt is there and can be paid',
        async (fault) => {
          const asked = request()
          other().arm(fault, asked.attemptNo)
          expect(await channel().startPayment(asked)).toMatchObject({ kind: 'unknown' })
          expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
          expect(await channel().startPayment(asked)).toMatchObject({ kind: 'ready' })
        },
      )

      test('a query that fails is unknown, never failed', async () => {
        const payment = await paid()
        for (const fault of ['timeout_before', 'error_before'] as const) {
          other().arm(fault, payment.attemptNo)
          expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'unknown' })
        }
        expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'succeeded' })
      })

      test('[N11] a query that lags or lies is followed by the truth', async () => {
        const payment = await paid()
        other().arm('query_not_found', payment.attemptNo)
        expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'not_found' })
        other().arm('query_notpay', payment.attemptNo)
        expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'pending' })
        expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'succeeded' })
      })

      test('a close in doubt is found out by asking', async () => {
        const asked = await started()
        other().arm('timeout_after', asked.attemptNo)
        expect(await channel().close(asked.attemptNo)).toMatchObject({ kind: 'unknown' })
        expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'closed' })
      })
    })

    describe('a refund', () => {
      test('[N15] is accepted, then succeeds; its number refunds once however often it is sent', async () => {
        const before = other().money()
        const payment = await paid()
        const asked = refundOf(payment)
        expect(await channel().refund(asked)).toMatchObject({ kind: 'processing' })
        expect(await channel().refund(asked)).toMatchObject({ kind: 'processing' })
        await other().settle()
        expect(await channel().refund(asked)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
        expect(await channel().queryRefund(asked.refundNo)).toMatchObject({
          kind: 'succeeded',
          attemptNo: payment.attemptNo,
          amount: 9_900,
          total: 9_900,
        })
        expect(other().money().refunded - before.refunded).toBe(9_900)
        expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
      })

      test('[N15] parts add up exactly, and no more than was paid', async () => {
        const before = other().money()
        const payment = await paid()
        for (const amount of [3_300, 3_300, 3_300]) {
          expect(await channel().refund(refundOf(payment, { amount }))).toMatchObject({ kind: 'processing' })
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
        expect(await channel().refund(refundOf(payment, { amount: 100 }))).toMatchObject({
          kind: 'processing',
        })
        const soon = await channel().refund(refundOf(payment, { amount: 100 }))
        expect(soon).toMatchObject({ kind: 'refused', retry: 'later' })
      })

      test('number used for another amount is refused for good', async () => {
        const payment = await paid()
        const asked = refundOf(payment, { amount: 100 })
        await channel().refund(asked)
        const again = await channel().refund({ ...asked, amount: 200 })
        expect(again).toMatchObject({ kind: 'refused', retry: 'never' })
      })

      test('of money that was never paid is refused; one never asked for is not found', async () => {
        const asked = await started()
        const answer = await channel().refund(refundOf({ ...asked, channelNo: 'none' }))
        expect(answer.kind).toBe('refused')
        expect(await channel().queryRefund('NEVERASKED')).toMatchObject({ kind: 'not_found' })
      })

      test('in doubt after it was accepted: unknown, then found, once', async () => {
        const before = other().money()
        const payment = await paid()
        const asked = refundOf(payment)
        other().arm('timeout_after', payment.attemptNo)
        expect(await channel().refund(asked)).toMatchObject({ kind: 'unknown' })
        expect(await channel().queryRefund(asked.refundNo)).toMatchObject({ kind: 'processing' })
        expect(await channel().refund(asked)).toMatchObject({ kind: 'processing' })
        await other().settle()
        expect(other().money().refunded - before.refunded).toBe(9_900)
      })

      test.each([
        ['refund_abnormal', 'abnormal'],
        ['refund_closed', 'closed'],
        ['refund_stuck', 'processing'],
      ] as const)('%s is reported as %s, and no money went back', async (fault, kind) => {
        const before = other().money()
        const payment = await paid()
        const asked = refundOf(payment)
        other().arm(fault, payment.attemptNo)
        await channel().refund(asked)
        await other().settle()
        expect(await channel().queryRefund(asked.refundNo)).toMatchObject({ kind })
        expect(other().money().refunded).toBe(before.refunded)
      })
    })

    describe('a notice', () => {
      test('[N5] of a payment tells the same as the query', async () => {
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

      test('of a refund names the refund and its outcome', async () => {
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

      test('verified twice has the same id', async () => {
        await paid()
        await other().settle()
        const raw = await only()
        expect(genuine(raw).noticeId).toBe(genuine(raw).noticeId)
      })

      test('altered in any byte of its body is refused', async () => {
        await paid()
        await other().settle()
        const raw = await only()
        for (let at = 0; at < raw.body.length; at += 7) {
          const body = Buffer.from(raw.body)
          body[at]! ^= 1
          expect(verify({ ...raw, body })).toEqual({ verified: false, reason: 'bad_signature' })
        }
      })

      test('older than five minutes is refused', async () => {
        await paid()
        await other().settle()
        const raw = await only()
        const late = new Date(other().clock.now().getTime() + 6 * MINUTE)
        expect(channel().verifyNotice(raw.headers, raw.body, late)).toEqual({
          verified: false,
          reason: 'stale',
        })
      })

      test('without its headers, cut short or empty is refused', async () => {
        await paid()
        await other().settle()
        const raw = await only()
        expect(verify({ ...raw, headers: {} }).verified).toBe(false)
        expect(verify({ ...raw, body: raw.body.subarray(0, raw.body.length >> 1) }).verified).toBe(false)
        expect(verify({ ...raw, body: Buffer.alloc(0) }).verified).toBe(false)
      })

      unless('forged', 'signed by somebody else is refused', async () => {
        await paid()
        await other().settle()
        expect(verify(other().forge(await only()))).toEqual({ verified: false, reason: 'bad_signature' })
      })

      test('is acknowledged with 2xx once it is kept, and asked for again otherwise', () => {
        expect(channel().acknowledge(true).status).toBeLessThan(300)
        expect(channel().acknowledge(false).status).toBeGreaterThanOrEqual(400)
      })
    })

    test('keys are not to be seen in the channel', () => {
      const shown = `${inspect(channel(), { depth: null, showHidden: true })} ${JSON.stringify(channel())}`
      for (const secret of other().secrets) expect(shown).not.toContain(secret)
    })
  })
}
