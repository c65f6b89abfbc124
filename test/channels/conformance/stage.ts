import { expect, test } from 'vitest'
import type { BillKind, SharingReceiver } from '../../../src/channels/abilities.ts'
import type {
  Channel,
  Notice,
  PayerFacts,
  PayMethod,
  PayRequest,
  RefundRequest,
} from '../../../src/channels/types.ts'
import { MINUTE, type virtualClock } from '../../../src/kernel/clock.ts'
import type { Currency } from '../../../src/kernel/money.ts'
import { formatNumber, type NumberKind } from '../../../src/kernel/number.ts'

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
  /** The payer opens what he was shown: where the channel learns of the number only then. */
  open?(attemptNo: string): void | Promise<void>
  pay(
    attemptNo: string,
    how?: { inFlight?: boolean; amount?: number; merchantId?: string },
  ): boolean | Promise<boolean>
  failPayment(attemptNo: string): void | Promise<void>
  arm(fault: ConformanceFault, attemptNo: string): void
  /** Everything under way comes to its end and is notified. */
  settle(): Promise<void>
  /** The notices delivered since the last call. */
  takeNotices(): Promise<RawNotice[]>
  /** The same notice as a forger would send it. */
  forge(notice: RawNotice): RawNotice
  money(): { readonly paid: number; readonly refunded: number }
  /** Where the channel knows disputes: the payer's bank. */
  readonly disputes?: {
    /** Of the whole payment; returns the dispute's number. */
    open(attemptNo: string, reason: string): string
    decide(disputeNo: string, isWon: boolean): void
  }
  /** Tells a row of the day bill otherwise than it was; `no` is of an attempt or a refund. Where there are bills. */
  breakBill?(kind: BillKind, how: BillBreak, no: string): void
  /** The next bill of this day is not what its hash says. */
  alterBill?(date: string): void
  /** The next share of this attempt's money does not reach its first receiver. */
  failShare?(attemptNo: string): void
  /** The card that the channel read for this refund. Where refunds can go another way. */
  redirected?(refundNo: string): { readonly account: string; readonly holder: string } | undefined
  /** Texts that must never be seen in what the channel shows of itself. */
  readonly secrets: readonly string[]
  stop(): Promise<void>
}

export type BillBreak = 'dropped' | 'doubled' | 'one_fen_off' | 'next_day'

/** Every case of the suite, so that one that cannot apply to a channel is left out by name. */
export type ConformanceCase =
  | 'start_again'
  | 'number_reused'
  | 'pending'
  | 'paid'
  | 'other_amount'
  | 'failed'
  | 'expiry'
  | 'given_up'
  | 'close'
  | 'close_paid'
  | 'close_unknown'
  | 'pay_after_close'
  | 'start_before'
  | 'start_after'
  | 'query_doubt'
  | 'query_lag'
  | 'close_doubt'
  | 'refund'
  | 'refund_parts'
  | 'spacing'
  | 'refund_reused'
  | 'refund_unpaid'
  | 'refund_doubt'
  | 'refund_ends'
  | 'refund_abnormal'
  | 'redirect_card'
  | 'redirect_us'
  | 'redirect_bad'
  | 'redirect_again'
  | 'redirect_doubt'
  | 'payment_notice'
  | 'refund_notice'
  | 'notice_twice'
  | 'altered'
  | 'stale'
  | 'mutilated'
  | 'headers'
  | 'forged'
  | 'bill'
  | 'bill_not_ready'
  | 'bill_empty'
  | 'bill_breaks'
  | 'bill_cut'
  | 'bill_altered'
  | 'bill_fund'
  | 'share'
  | 'share_reused'
  | 'share_limit'
  | 'share_failed'
  | 'share_doubt'
  | 'share_return'
  | 'share_finish'
  | 'hold'
  | 'hold_notice'
  | 'hold_capture'
  | 'hold_doubt'
  | 'hold_parts'
  | 'hold_refund'
  | 'hold_close'
  | 'hold_unpaid'
  | 'combined'
  | 'combined_close'
  | 'combined_limit'

export type Subject = { readonly channel: Channel; readonly other: OtherSide }

/** Cases that cannot apply, each with its reason. */
export type Skips = Partial<Record<ConformanceCase, string>>

/** Groups of cases for what only some channels can do. */
export type AbilityGroup = 'disputes' | 'holds' | 'redirects'

/** How the suite buys at this channel. */
export type Terms = {
  /** `native` when absent. */
  readonly method?: PayMethod
  /** `CNY` when absent. */
  readonly currency?: Currency
  readonly payer?: PayerFacts
  readonly returnUrl?: string
  /** The answer to a refund says already that it succeeded. */
  readonly refundsAtOnce?: boolean
  readonly abilities?: readonly AbilityGroup[]
  /** The channel has day bills; the day's zone and when its bill is there. */
  readonly bills?: {
    readonly kinds: readonly BillKind[]
    /** Before UTC by so much: China's midnight is 8 hours earlier. */
    readonly zoneMs: number
    /** From the midnight at the day's end. */
    readonly readyAfterMs: number
  }
  /** The channel shares out money; at least two receivers that give back. */
  readonly sharing?: {
    readonly receivers: readonly Pick<SharingReceiver, 'type' | 'account' | 'name'>[]
    /** From the payment to the first share. */
    readonly delayMs: number
    /** The most that may be shared of 99.00. */
    readonly most: number
  }
  /** The channel combines payments; merchant numbers that parts may name. */
  readonly combining?: { readonly merchantIds: readonly string[] }
  /** Where an ability is proved that these terms leave out. */
  readonly elsewhere?: Partial<Record<'bills' | 'sharing' | 'combining', string>>
  /** The channel tells only when it took the order up, not when the payer paid. */
  readonly tellsOrderTime?: boolean
  /** Nothing is sent when a payment starts: the payer's browser carries it to the channel. */
  readonly startsInBrowser?: boolean
  readonly skips?: Skips
}

export type Paid = PayRequest & { readonly channelNo: string }

/** What every case needs: requests with fresh numbers, and the way to a paid attempt. */
export type Stage = ReturnType<typeof createStage>

export function createStage(subject: () => Subject, terms: Terms) {
  const { method = 'native', currency = 'CNY', payer, returnUrl, skips = {} } = terms
  let count = 0
  /** Of what the channel only has to tell apart: shares, their returns, parts. */
  const number = (letter: string) => `${letter}${String(++count).padStart(11, '0')}`
  const channel = () => subject().channel
  const other = () => subject().other
  /** A number as the house makes them: some channels read the moment out of it. */
  const numberOf = (kind: NumberKind): string => {
    const second = Math.floor(other().clock.now().getTime() / 1000)
    return formatNumber({ kind, channel: 'web', second, lease: 0, slot: ++count, shard: 0 })
  }
  const request = (changes: Partial<PayRequest> = {}): PayRequest => ({
    attemptNo: numberOf('attempt'),
    amount: 9_900,
    currency,
    description: '龙井茶 250g',
    expiresAt: new Date(other().clock.now().getTime() + 15 * MINUTE),
    notifyUrl: other().notifyUrl,
    method,
    ...(payer === undefined ? {} : { payer }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
    ...changes,
  })
  const started = async (changes: Partial<PayRequest> = {}): Promise<PayRequest> => {
    const asked = request(changes)
    expect(await channel().startPayment(asked)).toMatchObject({ kind: 'ready' })
    await other().open?.(asked.attemptNo)
    return asked
  }
  const paid = async (changes: Partial<PayRequest> = {}): Promise<Paid> => {
    const asked = await started(changes)
    expect(await other().pay(asked.attemptNo)).toBe(true)
    const report = await channel().query(asked.attemptNo)
    if (report.kind !== 'succeeded') throw new Error(`not paid: ${report.kind}`)
    return { ...asked, channelNo: report.channelNo }
  }
  const refundOf = (payment: Paid, changes: Partial<RefundRequest> = {}): RefundRequest => ({
    refundNo: numberOf('refund'),
    attemptNo: payment.attemptNo,
    channelNo: payment.channelNo,
    amount: payment.amount,
    total: payment.amount,
    currency,
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
  /** What the answer to a refund says that was taken. */
  const taken = terms.refundsAtOnce ? 'succeeded' : 'processing'
  const tellsOrderTime = terms.tellsOrderTime === true
  const startsInBrowser = terms.startsInBrowser === true
  return {
    number,
    startsInBrowser,
    tellsOrderTime,
    numberOf,
    method,
    currency,
    taken,
    channel,
    other,
    request,
    started,
    paid,
    refundOf,
    verify,
    genuine,
    only,
    unless,
  }
}
