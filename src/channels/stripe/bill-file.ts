import type { BillKind, BillLine, BillTotals } from '../abilities.ts'
import { type Fields, object, text } from '../fields.ts'
import { fromWire } from './currencies.ts'
import { idOf, noted, signedUnits } from './fields.ts'
import { NOTES } from './reports.ts'

/** Whose movements, which of them, and of which UTC day. */
export type BillHead = {
  readonly account: string
  readonly mode: string
  readonly kind: BillKind
  readonly date: string
}

/** One movement of the account; the order of the names is the order in the file. */
export type BillRow = {
  readonly id: string
  /** Seconds since 1970. */
  readonly created: number
  readonly type: string
  readonly category: string
  /** What the balance gained; negative when it lost. The fee is taken off besides. */
  readonly amount: number
  readonly fee: number
  readonly net: number
  readonly currency: string
  readonly source: string | null
  readonly intent: string | null
  readonly attemptNo: string | null
  readonly refundNo: string | null
}

export const BILL_FORM = 'stripe-balance-1'

/** Reporting categories of Stripe that mean something to us; every other one is `other`. */
const kinds: Readonly<Record<string, BillLine['kind']>> = {
  charge: 'payment',
  charge_failure: 'payment',
  partial_capture_reversal: 'payment',
  refund: 'refund',
  // A refund that came back: the same kind, in the other direction.
  refund_failure: 'refund',
  dispute: 'dispute',
  dispute_reversal: 'dispute',
  transfer: 'sharing',
  transfer_reversal: 'sharing',
  payout: 'payout',
  payout_reversal: 'payout',
  fee: 'fee',
  network_cost: 'fee',
  tax: 'fee',
}

export const kindOf = ({ category }: BillRow): BillLine['kind'] =>
  Object.hasOwn(kinds, category) ? kinds[category]! : 'other'

export const isTrade = (row: BillRow): boolean => ['payment', 'refund'].includes(kindOf(row))

/** Undefined where a movement lacks what makes it one. */
export function billRow(movement: Fields): BillRow | undefined {
  const id = text(movement, 'id')
  const created = signedUnits(movement, 'created')
  const type = text(movement, 'type')
  const category = text(movement, 'reporting_category')
  const amount = signedUnits(movement, 'amount')
  const fee = signedUnits(movement, 'fee')
  const net = signedUnits(movement, 'net')
  const currency = text(movement, 'currency')
  if (!id || created === undefined || !type || !category || !currency) return undefined
  if (amount === undefined || fee === undefined || net === undefined) return undefined
  const source = object(movement, 'source') ?? {}
  return {
    id,
    created,
    type,
    category,
    amount,
    fee,
    net,
    currency: fromWire(currency),
    source: idOf(movement, 'source') ?? null,
    intent: idOf(source, 'payment_intent') ?? null,
    attemptNo: noted(source, NOTES.attempt) ?? null,
    refundNo: noted(source, NOTES.refund) ?? null,
  }
}

/** JSON lines: a head, the movements by time and id, the totals. */
export function writeBill(head: BillHead, rows: readonly BillRow[]): Buffer {
  const { account, mode, kind, date } = head
  const sorted = rows.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1))
  const lines = [{ form: BILL_FORM, account, mode, kind, date }, ...sorted, { totals: totalsOf(sorted) }]
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** Count, and per currency what came in, went out and was kept as fee; the names in alphabetical order. */
export function totalsOf(rows: Iterable<BillRow>): BillTotals {
  const totals = new Map<string, number>()
  const add = (name: string, amount: number) => totals.set(name, (totals.get(name) ?? 0) + amount)
  for (const { amount, fee, currency } of rows) {
    add('count', 1)
    add(`${currency}.${amount < 0 ? 'out' : 'in'}`, Math.abs(amount))
    add(`${currency}.fee`, fee)
  }
  return Object.fromEntries([...totals].sort(([a], [b]) => (a < b ? -1 : 1)))
}
