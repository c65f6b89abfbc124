import { sql } from 'kysely'
import { shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import { together } from '../../platform/together.ts'
import { loadCaptures } from './holds-store.ts'
import { loadSchedules } from './plan-store.ts'
import {
  type AttemptRow,
  attemptOf,
  type ItemRow,
  itemOf,
  type PaymentRow,
  paymentOf,
  type RefundRow,
  refundOf,
  type ShareRow,
  shareOf,
} from './rows.ts'
import { addAttempt, addTo, emptyPaymentBook, type PaymentBook } from './types.ts'

/** Links that never change, read without a lock: which payable an attempt or a refund belongs to. */
export async function payableNosOf(
  tx: Tx,
  nos: { attempts: readonly string[]; refunds: readonly string[] },
): Promise<Map<string, string>> {
  if (nos.attempts.length + nos.refunds.length === 0) return new Map()
  const list = (of: readonly string[], column: string) =>
    sql`unnest(${ints(of.map(shardOfNumber))}::smallint[], ${texts(of)}::text[]) as w(shard, ${sql.ref(column)})`
  const { rows } = await sql<{ no: string; payable_no: string }>`
    select attempt_no as no, payable_no from attempt join ${list(nos.attempts, 'attempt_no')} using (shard, attempt_no)
    union all
    select refund_no, payable_no from refund join ${list(nos.refunds, 'refund_no')} using (shard, refund_no)`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.no, row.payable_no]))
}

/** Links that never change: the payables of all parts of these combined orders. */
export async function payablesUnder(
  tx: Tx,
  combinedNos: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  if (combinedNos.length === 0) return found
  const { rows } = await sql<{ combined_no: string; payable_no: string }>`
    select combined_no, payable_no from attempt
    join unnest(${ints(combinedNos.map(shardOfNumber))}::smallint[], ${texts(combinedNos)}::text[])
      as w(shard, combined_no) using (shard, combined_no)`.execute(tx)
  for (const row of rows) addTo(found, row.combined_no, row.payable_no)
  return found
}

/**
 * Locks payments in sorted order, then reads them with everything below, or with their attempts alone: a payment's lock
 * guards its items, attempts and refunds. Payables without a payment are simply absent.
 */
export async function lockPayments(
  tx: Tx,
  payableNos: readonly string[],
  { attemptsAlone = false }: { readonly attemptsAlone?: boolean } = {},
): Promise<PaymentBook> {
  const book = emptyPaymentBook()
  const nos = [...new Set(payableNos)]
  if (nos.length === 0) return book
  const wanted = sql`unnest(${ints(nos.map(shardOfNumber))}::smallint[], ${texts(nos)}::text[]) as w(shard, payable_no)`
  const { rows: payments } = await sql<PaymentRow>`
    select p.* from payment p join ${wanted} using (shard, payable_no)
    order by p.shard, p.payable_no for no key update of p`.execute(tx)
  if (payments.length === 0) return book
  for (const row of payments) book.payments.set(row.payable_no, paymentOf(row))
  const readAttempts = async (tx: Tx) => {
    const { rows } = await sql<AttemptRow>`
      select a.* from attempt a join ${wanted} using (shard, payable_no)
      order by a.created_at, a.attempt_no`.execute(tx)
    for (const row of rows) addAttempt(book, attemptOf(row))
  }
  if (attemptsAlone) {
    await readAttempts(tx)
    return book
  }
  await together(
    tx,
    async (tx) => {
      const { rows } = await sql<ItemRow>`
        select i.* from payment_item i join ${wanted} using (shard, payable_no)
        order by i.payable_no, i.item_no`.execute(tx)
      for (const row of rows) addTo(book.items, row.payable_no, itemOf(row))
    },
    async (tx) => {
      const { rows } = await sql<ShareRow>`
        select s.* from payment_share s join ${wanted} using (shard, payable_no)
        order by s.item_no, s.attempt_no`.execute(tx)
      for (const row of rows) addTo(book.shares, row.payable_no, shareOf(row))
    },
    async (tx) => {
      await readAttempts(tx)
      await loadCaptures(tx, book)
    },
    async (tx) => {
      const { rows } = await sql<RefundRow>`
        select r.* from refund r join ${wanted} using (shard, payable_no)`.execute(tx)
      for (const row of rows) book.refunds.set(row.refund_no, refundOf(row))
    },
    (tx) => loadSchedules(tx, book),
  )
  return book
}
