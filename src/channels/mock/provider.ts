import { createHmac } from 'node:crypto'
import { type Clock, DAY, MINUTE } from '../../kernel/clock.ts'
import type { Amount, Currency } from '../../kernel/money.ts'

/** How long this provider holds money. */
export const HOLD_DAYS = 7

/** What can be made to go wrong at the mock's provider. */
export type MockFault =
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
  | 'refund_refused'
  | 'refund_short'
  | 'receiver_failed'
  | 'return_failed'

export type MockOrder = {
  readonly attemptNo: string
  readonly amount: Amount
  readonly currency: Currency
  readonly expiresAt: number
  readonly state: 'open' | 'held' | 'closed' | 'failed' | 'paid'
  /** The money is only held until it is taken. */
  readonly isManual: boolean
  readonly held?: {
    readonly channelNo: string
    readonly amount: Amount
    readonly at: number
    readonly until: number
    readonly merchantId: string
  }
  readonly captureNo?: string
  readonly failure?: string
  readonly paid?: {
    readonly channelNo: string
    readonly amount: Amount
    readonly at: number
    readonly merchantId: string
  }
  /** Refunded and being refunded. */
  readonly refunded: Amount
}

export type MockRefund = {
  readonly refundNo: string
  readonly attemptNo: string
  readonly channelRefundNo: string
  readonly amount: Amount
  readonly total: Amount
  readonly state: 'processing' | 'succeeded' | 'closed' | 'abnormal'
  readonly outcome: 'succeeded' | 'closed' | 'abnormal' | 'stuck'
  readonly succeededAt?: number
}

export type RawNotice = { readonly headers: Record<string, string>; readonly body: Buffer }

export type MockMoneyLine = {
  readonly kind: 'paid' | 'refunded'
  readonly attemptNo: string
  readonly refundNo?: string
  readonly amount: Amount
}

export type PayHow = {
  /** Confirmed while it was being closed or ran out: the money still comes. */
  readonly inFlight?: boolean
  /** Other than was asked. */
  readonly amount?: Amount
  readonly merchantId?: string
}

/**
 * The provider behind the mock channel: orders, refunds and money in memory, the same in every run. It keeps the
 * rules that real providers keep (a number pays once, a refund number refunds once, no refund above the payment).
 */
export class MockProvider {
  readonly orders = new Map<string, MockOrder>()
  readonly refunds = new Map<string, MockRefund>()
  readonly money: MockMoneyLine[] = []
  readonly #clock: Clock
  readonly #merchantId: string
  readonly #secret: string
  readonly #armed: { fault: MockFault; attemptNo: string | undefined }[] = []
  #notices: RawNotice[] = []
  #count = 0

  constructor(clock: Clock, merchantId: string, secret: string) {
    this.#clock = clock
    this.#merchantId = merchantId
    this.#secret = secret
  }

  /** The next call that fits goes wrong, once. */
  arm(fault: MockFault, attemptNo?: string): void {
    this.#armed.push({ fault, attemptNo })
  }

  take(fault: MockFault, attemptNo: string): boolean {
    const found = this.#armed.findIndex(
      (one) => one.fault === fault && (one.attemptNo === undefined || one.attemptNo === attemptNo),
    )
    if (found >= 0) this.#armed.splice(found, 1)
    return found >= 0
  }

  place(
    order: Pick<MockOrder, 'attemptNo' | 'amount' | 'currency' | 'isManual'> & { expiresAt: Date },
  ): void {
    // Lifted as real channels do it.
    const expiresAt = Math.max(order.expiresAt.getTime(), this.#now() + MINUTE)
    this.orders.set(order.attemptNo, { ...order, expiresAt, state: 'open', refunded: 0 })
  }

  /** The payer pays; `false` when the provider does not let him. */
  pay(attemptNo: string, how: PayHow = {}): boolean {
    const order = this.orders.get(attemptNo)
    if (!order || order.paid || order.held) return false
    const payable = order.state === 'open' && this.#now() < order.expiresAt
    if (!payable && !how.inFlight) return false
    const amount = how.amount ?? order.amount
    if (order.isManual) return this.#hold(order, amount, how)
    const paid = {
      channelNo: this.#number('MP'),
      amount,
      at: this.#now(),
      merchantId: how.merchantId ?? this.#merchantId,
    }
    const after: MockOrder = { ...order, state: 'paid', paid }
    this.orders.set(attemptNo, after)
    this.money.push({ kind: 'paid', attemptNo, amount })
    this.#notify({ type: 'payment', order: after })
    return true
  }

  #hold(order: MockOrder, amount: Amount, how: PayHow): true {
    const at = this.#now()
    const merchantId = how.merchantId ?? this.#merchantId
    const held = { channelNo: this.#number('MH'), amount, at, until: at + HOLD_DAYS * DAY, merchantId }
    const after: MockOrder = { ...order, state: 'held', held }
    this.orders.set(order.attemptNo, after)
    this.#notify({ type: 'payment', order: after })
    return true
  }

  /** Takes what is held, or a part; the rest goes back to the payer. One number takes once. */
  capture(order: MockOrder, captureNo: string, amount: Amount): MockOrder | 'refused' {
    if (order.paid) return order.captureNo === captureNo && order.paid.amount === amount ? order : 'refused'
    const { held } = this.lapsed(order)
    if (!held || amount > held.amount) return 'refused'
    const { channelNo, merchantId } = held
    const paid = { channelNo, amount, at: this.#now(), merchantId }
    const after: MockOrder = { ...order, state: 'paid', paid, captureNo }
    this.orders.set(order.attemptNo, after)
    this.money.push({ kind: 'paid', attemptNo: order.attemptNo, amount })
    this.#notify({ type: 'payment', order: after })
    return after
  }

  /** Takes a part as a payment of its own; the rest stays held. One number takes once. */
  capturePart(order: MockOrder, partNo: string, amount: Amount): MockOrder | 'refused' {
    const known = this.orders.get(partNo)
    if (known) return known.paid?.amount === amount ? known : 'refused'
    const hold = this.lapsed(order)
    const { held } = hold
    if (hold.paid || hold.state !== 'held' || !held || amount >= held.amount) return 'refused'
    this.orders.set(hold.attemptNo, { ...hold, held: { ...held, amount: held.amount - amount } })
    const paid = { channelNo: this.#number('MP'), amount, at: this.#now(), merchantId: held.merchantId }
    const { held: _, ...rest } = hold
    const after: MockOrder = { ...rest, attemptNo: partNo, amount, state: 'paid', paid }
    this.orders.set(partNo, after)
    this.money.push({ kind: 'paid', attemptNo: partNo, amount })
    this.#notify({ type: 'payment', order: after })
    return after
  }

  /** A hold that nobody took goes back to the payer by itself. */
  lapsed(order: MockOrder): MockOrder {
    if (order.state !== 'held' || !order.held || this.#now() < order.held.until) return order
    const { held: _, ...rest } = order
    const after: MockOrder = { ...rest, state: 'closed' }
    this.orders.set(order.attemptNo, after)
    return after
  }

  /** The payer's try fails for good. */
  fail(attemptNo: string, failure: string): void {
    const order = this.orders.get(attemptNo)
    if (order?.state === 'open') this.orders.set(attemptNo, { ...order, state: 'failed', failure })
  }

  close(order: MockOrder): void {
    const { held: _, ...rest } = order
    this.orders.set(order.attemptNo, { ...rest, state: 'closed' })
    if (this.take('pay_after_close', order.attemptNo)) this.pay(order.attemptNo, { inFlight: true })
  }

  acceptRefund(order: MockOrder, refundNo: string, amount: Amount): MockRefund {
    const armed = (fault: MockFault) => this.take(fault, order.attemptNo)
    const refund: MockRefund = {
      refundNo,
      attemptNo: order.attemptNo,
      channelRefundNo: this.#number('MR'),
      amount,
      total: order.paid!.amount,
      state: 'processing',
      outcome: armed('refund_abnormal')
        ? 'abnormal'
        : armed('refund_closed')
          ? 'closed'
          : armed('refund_stuck')
            ? 'stuck'
            : 'succeeded',
    }
    this.refunds.set(refundNo, refund)
    this.orders.set(order.attemptNo, { ...order, refunded: order.refunded + amount })
    return refund
  }

  /** Every refund under way comes to its end, except those that are stuck. */
  settleRefunds(): void {
    for (const refund of this.refunds.values()) {
      if (refund.state !== 'processing' || refund.outcome === 'stuck') continue
      const after: MockRefund = {
        ...refund,
        state: refund.outcome,
        ...(refund.outcome === 'succeeded' ? { succeededAt: this.#now() } : {}),
      }
      this.refunds.set(refund.refundNo, after)
      const order = this.orders.get(refund.attemptNo)!
      if (after.state === 'succeeded') {
        this.money.push({
          kind: 'refunded',
          attemptNo: refund.attemptNo,
          refundNo: refund.refundNo,
          amount: refund.amount,
        })
      } else if (after.state === 'closed') {
        this.orders.set(order.attemptNo, { ...order, refunded: order.refunded - refund.amount })
      }
      this.#notify({ type: 'refund', refund: after })
    }
  }

  /** The notices sent since the last call; whoever drives the mock delivers, repeats, reorders or drops them. */
  takeNotices(): RawNotice[] {
    const taken = this.#notices
    this.#notices = []
    return taken
  }

  /** Signs a body as the provider does; with another secret it is a forgery. */
  sign(body: Buffer, secret = this.#secret): Record<string, string> {
    const timestamp = String(Math.floor(this.#now() / 1000))
    return { 'mock-timestamp': timestamp, 'mock-signature': mockSignature(secret, timestamp, body) }
  }

  #notify(content: { type: 'payment'; order: MockOrder } | { type: 'refund'; refund: MockRefund }): void {
    const notice = { id: this.#number('MN'), at: this.#now(), ...content }
    const body = Buffer.from(JSON.stringify(notice))
    this.#notices.push({ headers: this.sign(body), body })
  }

  #now(): number {
    return this.#clock.now().getTime()
  }

  #number(prefix: string): string {
    this.#count += 1
    return `${prefix}${String(this.#count).padStart(10, '0')}`
  }
}

export function mockSignature(secret: string, timestamp: string, body: Buffer): string {
  return createHmac('sha256', secret).update(`${timestamp}\n`).update(body).digest('hex')
}
