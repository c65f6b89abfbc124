import type { BillFile, BillLine, Bills, BillTotals } from '../abilities.ts'
import { BillFault } from '../bill-fault.ts'
import { type Fields, object, parseFields, text } from '../fields.ts'
import { BILL_FORM, type BillRow, totalsOf } from './bill-file.ts'
import { signedUnits } from './fields.ts'

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

/** Reads a file of {@link writeBill}. Throws a `BillFault` for any line that is not of the form, or totals that differ. */
export function readBill(file: BillFile): ReturnType<Bills['read']> {
  const lines = file.bytes.toString('utf8').split('\n')
  const body = lines.slice(1, -2)
  const head = parseFields(lines[0] ?? '') ?? {}
  if (text(head, 'form') !== BILL_FORM || text(head, 'date') !== file.date) {
    throw new BillFault(1, `not a ${BILL_FORM} of ${file.date}`)
  }
  if (lines.length < 3 || lines.at(-1) !== '') throw new BillFault(lines.length, 'cut off')
  const rows = body.map((line, i) => {
    const row = rowOf(parseFields(line) ?? {})
    if (!row) throw new BillFault(i + 2, 'not a movement')
    return row
  })
  const totals = totalsOf(rows)
  const told = object(parseFields(lines.at(-2) ?? '') ?? {}, 'totals')
  if (!told || !isSame(told, totals))
    throw new BillFault(lines.length - 1, 'the totals are not those of the lines')
  return { lines: rows.map((row, i) => lineOf(row, i + 2)), totals: () => totals }
}

function rowOf(fields: Fields): BillRow | undefined {
  const whole = ['created', 'amount', 'fee', 'net'].every((name) => signedUnits(fields, name) !== undefined)
  const named = ['id', 'type', 'category', 'currency'].every((name) => text(fields, name) !== undefined)
  const optional = ['source', 'intent', 'attemptNo', 'refundNo'].every(
    (name) => fields[name] === null || text(fields, name) !== undefined,
  )
  return whole && named && optional ? (fields as BillRow) : undefined
}

const isSame = (told: Fields, totals: BillTotals) =>
  Object.keys(told).length === Object.keys(totals).length &&
  Object.entries(totals).every(([name, amount]) => told[name] === amount)

function lineOf(row: BillRow, lineNo: number): BillLine {
  const kind = Object.hasOwn(kinds, row.category) ? kinds[row.category]! : 'other'
  return {
    lineNo,
    kind,
    direction: row.amount < 0 ? 'out' : 'in',
    attemptNo: row.attemptNo,
    refundNo: row.refundNo,
    channelNo: row.intent ?? row.source ?? row.id,
    channelRefundNo: kind === 'refund' ? row.source : null,
    amount: Math.abs(row.amount),
    fee: row.fee,
    currency: row.currency,
    occurredAt: new Date(row.created * 1000),
    state: row.category,
  }
}
