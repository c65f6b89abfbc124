import type { BillFile, BillKind, BillLine, Bills, BillTotals } from '../abilities.ts'
import { BillFault } from '../bill-fault.ts'
import { type Fields, object, parseFields, text } from '../fields.ts'
import { BILL_FORM, type BillRow, kindOf, totalsOf } from './bill-file.ts'
import { signedUnits } from './fields.ts'

/** Reads a file of {@link writeBill}. Throws a `BillFault` for any line that is not of the form, or totals that differ. */
export function readBill(file: BillFile): ReturnType<Bills['read']> {
  const lines = file.bytes.toString('utf8').split('\n')
  const body = lines.slice(1, -2)
  const head = parseFields(lines[0] ?? '') ?? {}
  if (
    text(head, 'form') !== BILL_FORM ||
    text(head, 'kind') !== file.kind ||
    text(head, 'date') !== file.date
  ) {
    throw new BillFault(1, `not a ${BILL_FORM} (${file.kind}) of ${file.date}`)
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
  return { lines: rows.flatMap((row, i) => linesOf(row, i + 2, file.kind)), totals: () => totals }
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

/** The fee stands on its line in the bill `trade`, on a line of its own in the bill `fund`. */
function linesOf(row: BillRow, lineNo: number, bill: BillKind): readonly BillLine[] {
  const kind = kindOf(row)
  const line: BillLine = {
    lineNo,
    kind,
    direction: row.amount < 0 ? 'out' : 'in',
    attemptNo: row.attemptNo,
    refundNo: row.refundNo,
    channelNo: row.intent ?? row.source ?? row.id,
    channelRefundNo: kind === 'refund' ? row.source : null,
    amount: Math.abs(row.amount),
    fee: bill === 'trade' ? row.fee : 0,
    currency: row.currency,
    occurredAt: new Date(row.created * 1000),
    state: row.category,
  }
  if (bill === 'trade' || row.fee === 0) return [line]
  const isGivenBack = row.fee < 0
  const fee: BillLine = {
    ...line,
    kind: isGivenBack ? 'fee_refund' : 'fee',
    direction: isGivenBack ? 'in' : 'out',
    amount: Math.abs(row.fee),
  }
  return row.amount === 0 ? [fee] : [line, fee]
}
