import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../src/kernel/clock.ts'
import type { Faults, FaultTable } from './faults.ts'
import type { Journal } from './journal.ts'
import type { Html, Language } from './pages/html.ts'
import type { WaitClock } from './waits.ts'

export type ProviderName = 'wechat' | 'alipay' | 'stripe' | 'unionpay'

/** What every provider stands on, made by `openFrame`. */
export type Frame = {
  readonly clock: Clock
  readonly waits: WaitClock
  /** The provider's own part: kinds of other providers are not in it. */
  readonly journal: Journal
  /** Rules of the provider itself; the names of its faults are its own. */
  readonly faults: Faults
  /** Something may be due now. */
  readonly poke: () => void
  /** The simulator is being closed: begin nothing more that takes time. */
  readonly isStopping: () => boolean
  /** Where the simulator listens. */
  readonly baseUrl: () => string
}

/** Something a payer can pay, in the words of the wallet and the control page. Amounts are minor units. */
export type Payable = {
  readonly provider: ProviderName
  readonly no: string
  readonly title: string
  readonly amount: number
  readonly currency: string
  /** What is scanned or opened. */
  readonly code: string
  readonly state: 'open' | 'paid' | 'closed' | 'failed' | 'held'
  readonly createdAt: number
  readonly expiresAt: number
}

export type PayHow = {
  readonly payer: string
  /** He was confirming while it was closed or ran out: his money still comes. */
  readonly inFlight?: boolean
}

export type PayResult = { readonly paid: true } | { readonly paid: false; readonly reason: string }

/** One movement of money, never changed. */
export type Movement = {
  readonly provider: ProviderName
  readonly at: number
  readonly kind: 'paid' | 'refunded' | 'disputed'
  readonly no: string
  readonly refundNo?: string
  readonly amount: number
  readonly currency: string
  readonly merchantId: string
}

export type Reply = { readonly status: number; readonly body: unknown }

/** One simulated provider: its wire, its records and what falls due. It shares no code with the merchant's side. */
export type Provider = {
  readonly name: ProviderName
  /** What can go wrong here; the frame serves the rules under `/control/<provider>/faults`. */
  readonly faultTable: FaultTable
  /** Whether a request belongs to this provider's API or pages. */
  owns(method: string, url: URL): boolean
  answer(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): Promise<void>
  /** Newest first. */
  payables(limit: number): readonly Payable[]
  payableByCode(code: string): Payable | undefined
  pay(no: string, how: PayHow): PayResult
  /** The payment fails for good; `false` when it cannot. */
  fail(no: string, why: string): boolean
  /** Does what is due on the waiting clock; returns how many acts that were. */
  runDue(): Promise<number>
  /** On the waiting clock; infinity when nothing waits. */
  nextDue(): number
  movements(): readonly Movement[]
  /** What the merchant's configuration needs; never logged. */
  credentials(): Readonly<Record<string, unknown>>
  /** The provider's own part of the control page. */
  desk?(language: Language): Html
  /**
   * `/control/<provider>/…`; undefined for a route it does not know. `route` is `POST /orders/:/pay` with the order's
   * number in `id`. Payables, faults and the statement are served by the frame.
   */
  control(
    route: string,
    id: string,
    fields: Readonly<Record<string, unknown>>,
    url: URL,
  ): Promise<Reply | undefined>
  /** Forgets everything but the keys; the frame forgets the faults. */
  reset(): void
}
