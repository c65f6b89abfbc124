import { sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import { ints, texts, times } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import { saveHistory } from '../../platform/history.ts'
import { adjustmentColumns } from './columns.ts'
import { walletKey } from './decide.ts'
import {
  type Adjustment,
  type AdjustmentBook,
  emptyAdjustmentBook,
  emptyWalletBook,
  type WalletBook,
} from './types.ts'

/**
 * Locks the accounts of these buyers' wallets, sorted by account, and reads them after the lock. They come before every
 * account that others share, so nobody who holds one of those ever waits for a wallet.
 */
export async function lockWallets(tx: Tx, buyerIds: readonly string[]): Promise<WalletBook> {
  const book = emptyWalletBook()
  const wanted = [...new Set(buyerIds)]
  if (wanted.length === 0) return book
  for (const buyerId of wanted) book.locked.add(buyerId)
  const { rows } = await sql<{ purpose: string; owner_id: string; balance: number }>`
    select a.purpose, a.owner_id, b.credit - b.debit as balance
    from account a join balance b on b.account_id = a.id
    where a.owner_type = 'member' and a.owner_id = any(${texts(wanted)}::text[])
    order by b.account_id for no key update of b`.execute(tx)
  for (const { purpose, owner_id: buyerId, balance } of rows) {
    const kind = purpose.startsWith('member_points') ? 'points' : 'wallet'
    const key = walletKey(kind, buyerId)
    const known = book.balances.get(key) ?? { free: 0, held: 0 }
    if (purpose.endsWith('_held')) known.held = balance
    else known.free = balance
    book.balances.set(key, known)
  }
  return book
}

export async function lockAdjustments(tx: Tx, nos: readonly string[]): Promise<AdjustmentBook> {
  const book = emptyAdjustmentBook()
  if (nos.length === 0) return book
  const { rows } = await sql<Adjustment>`
    select ${adjustmentColumns} from wallet_adjustment where adjustment_no = any(${texts(nos)}::text[])
    order by adjustment_no for no key update`.execute(tx)
  for (const row of rows) book.adjustments.set(row.adjustmentNo, row)
  return book
}

export async function saveAdjustments(tx: Tx, book: AdjustmentBook, now: Date): Promise<void> {
  await insertAdjustments(tx, [...book.added])
  await updateAdjustments(
    tx,
    [...book.touched].filter((one) => !book.added.has(one)),
  )
  await saveHistory(tx, book.steps, now)
}

async function insertAdjustments(tx: Tx, rows: readonly Adjustment[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into wallet_adjustment (adjustment_no, buyer_id, kind, direction, currency, amount, units, reason,
      state, requested_by, requested_at, version)
    select * from unnest(${texts(rows.map((a) => a.adjustmentNo))}::text[],
      ${texts(rows.map((a) => a.buyerId))}::text[],
      ${texts(rows.map((a) => a.kind))}::text[], ${texts(rows.map((a) => a.direction))}::text[],
      ${texts(rows.map((a) => a.currency))}::text[], ${ints(rows.map((a) => a.amount))}::bigint[],
      ${ints(rows.map((a) => a.units))}::bigint[], ${texts(rows.map((a) => a.reason))}::text[],
      ${texts(rows.map((a) => a.state))}::text[], ${texts(rows.map((a) => a.requestedBy))}::text[],
      ${times(rows.map((a) => a.requestedAt))}::timestamptz[], ${ints(rows.map((a) => a.version))}::int[])
    order by 1`.execute(tx)
}

async function updateAdjustments(tx: Tx, rows: readonly Adjustment[]): Promise<void> {
  if (rows.length === 0) return
  const { numAffectedRows } = await sql`
    update wallet_adjustment a set state = n.state, decided_by = n.decided_by, decided_at = n.decided_at,
      decision_reason = n.reason, version = n.version
    from unnest(${texts(rows.map((a) => a.adjustmentNo))}::text[], ${texts(rows.map((a) => a.state))}::text[],
      ${texts(rows.map((a) => a.decidedBy))}::text[], ${times(rows.map((a) => a.decidedAt))}::timestamptz[],
      ${texts(rows.map((a) => a.decisionReason))}::text[], ${ints(rows.map((a) => a.version))}::int[])
      as n(no, state, decided_by, decided_at, reason, version)
    where a.adjustment_no = n.no and a.version < n.version`.execute(tx)
  assert(Number(numAffectedRows) === rows.length, 'an adjustment changed under its lock')
}
