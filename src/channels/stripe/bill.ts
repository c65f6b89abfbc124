import { createHash } from 'node:crypto'
import { DAY } from '../../kernel/clock.ts'
import type { BillDownload, BillKind, Bills } from '../abilities.ts'
import { type Fields, text } from '../fields.ts'
import type { UnknownReason, WireReply } from '../types.ts'
import { billRow, isTrade, writeBill } from './bill-file.ts'
import { readBill } from './bill-read.ts'
import { refusedOrUnknown } from './call.ts'
import { listed } from './fields.ts'
import type { Desk } from './payment.ts'

/**
 * Stripe has no day bill. Its account is a list of balance transactions, each written once; those of one UTC day,
 * without what still changes in them (whether the money is available already), make a file of our own form: all of
 * them the bill `fund`, those of payments and refunds the bill `trade`. The same day gives the same bytes whenever
 * it is asked for.
 */
export const bills = (desk: Desk): Bills => ({
  kinds: ['trade', 'fund'],
  download: (date, kind, signal) => download(desk, date, kind, signal),
  read: readBill,
})

async function download(
  desk: Desk,
  date: string,
  kind: BillKind,
  signal?: AbortSignal,
): Promise<BillDownload> {
  const from = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(from)) {
    return { kind: 'refused', code: 'no_such_bill', reason: `${kind} ${date}`, retry: 'never' }
  }
  if (desk.now().getTime() < from + DAY) return { kind: 'not_ready' }
  const day = await everyMovement(desk, from, signal)
  if (day.kind !== 'movements') return day
  const read = day.items.map(billRow)
  if (read.includes(undefined)) return unknown('malformed_answer', day.raw)
  const rows = read.filter((row) => row !== undefined).filter((row) => kind === 'fund' || isTrade(row))
  if (rows.length === 0) return { kind: 'empty' }
  const { merchantId: account, appId: mode } = desk.merchant
  const bytes = writeBill({ account, mode, kind, date }, rows)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { kind: 'bill', file: { date, kind, bytes, sha256 } }
}

type Day =
  | { readonly kind: 'movements'; readonly items: readonly Fields[]; readonly raw: WireReply }
  | Extract<BillDownload, { kind: 'refused' | 'unknown' }>

async function everyMovement(desk: Desk, from: number, signal?: AbortSignal): Promise<Day> {
  const seconds = from / 1000
  const created = { gte: seconds, lt: seconds + DAY / 1000 }
  const items: Fields[] = []
  for (;;) {
    const after = text(items.at(-1) ?? {}, 'id')
    const page = { created, limit: 100, expand: ['data.source'], ...(after ? { starting_after: after } : {}) }
    const result = await desk.call((stripe) => stripe.balanceTransactions.list(page), signal)
    if (result.kind === 'unknown') return result
    if (result.kind === 'error') return refusedOrUnknown(result)
    const more = listed(result.fields)
    if (!more) return unknown('malformed_answer', result.raw)
    items.push(...more)
    if (result.fields.has_more !== true || more.length === 0) {
      return { kind: 'movements', items, raw: result.raw }
    }
  }
}

const unknown = (reason: UnknownReason, raw: WireReply) => ({ kind: 'unknown', reason, raw }) as const
