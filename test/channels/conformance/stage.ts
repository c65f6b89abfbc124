import { expect, test } from 'vitest'
import type { Channel, Notice, PayRequest, RefundRequest } from '../../../src/channels/types.ts'
import { MINUTE, type virtualClock } from '../../../src/kernel/clock.ts'

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

/** `skips` names cases that cannot apply, each with its reason. */
export type Skips = Partial<Record<ConformanceCase, string>>

export type Paid = PayRequest & { readonly channelNo: string }

/** What every case needs: requests with fresh numbers, and the way to a paid attempt. */
export type Stage = ReturnType<typeof createStage>

export function createStage(subject: () => Subject, skips: Skips) {
  let count = 0
  const channel = () => subject().channel
  const other = () => subject().other
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
  const paid = async (changes: Partial<PayRequest> = {}): Promise<Paid> => {
    const asked = await started(changes)
    expect(other().pay(asked.attemptNo)).toBe(true)
    const report = await channel().query(asked.attemptNo)
    if (report.kind !== 'succeeded') throw new Error(`not paid: ${report.kind}`)
    return { ...asked, channelNo: report.channelNo }
  }
  const refundOf = (payment: Paid, changes: Partial<RefundRequest> = {}): RefundRequest => ({
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
  return { channel, other, request, started, paid, refundOf, verify, genuine, only, unless }
}
