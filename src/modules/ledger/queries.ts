import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { LedgerEvent } from './events.ts'
import type { NormalSide, Purpose } from './types.ts'

export type AccountRow = {
  id: number
  ownerType: 'channel' | 'shop' | 'platform' | 'member'
  ownerId: string
  purpose: Purpose
  currency: string
  normalSide: NormalSide
  debit: number
  credit: number
  /** On the account's normal side. */
  balance: number
  version: number
}

const columns = sql`
  a.id, a.owner_type as "ownerType", a.owner_id as "ownerId", a.purpose, a.currency, a.normal_side as "normalSide",
  b.debit, b.credit, case a.normal_side when 'debit' then b.debit - b.credit else b.credit - b.debit end as balance,
  b.version`

/** Accounts of the house, its shops and its channels. Members' wallets are read one by one, each by its owner. */
export async function listAccounts(db: Db): Promise<AccountRow[]> {
  const { rows } = await sql<AccountRow>`
    select ${columns} from account a join balance b on b.account_id = a.id
    where a.owner_type in ('channel', 'shop', 'platform')
    order by a.purpose, a.owner_type, a.owner_id, a.currency`.execute(db)
  return rows
}

export async function findAccount(db: Db, id: number): Promise<AccountRow | undefined> {
  const { rows } = await sql<AccountRow>`
    select ${columns} from account a join balance b on b.account_id = a.id where a.id = ${id}`.execute(db)
  return rows[0]
}

/** What the house owes these shops and has not paid out, by shop; below zero they owe it. */
export async function pendingOfShops(
  db: Db,
  shopIds: readonly number[],
  currency: string,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ shop: string; pending: number }>`
    select a.owner_id as shop, b.credit - b.debit as pending from account a join balance b on b.account_id = a.id
    where a.owner_type = 'shop' and a.purpose = 'merchant_pending' and a.currency = ${currency}
      and a.owner_id = any(${shopIds.map(String)}::text[])`.execute(db)
  return new Map(rows.map(({ shop, pending }) => [Number(shop), pending]))
}

export type TrialBalance = {
  currency: string
  debit: number
  credit: number
  /** Σ debit − Σ credit over all postings: zero, or the books are broken. */
  difference: number
  rows: { purpose: Purpose; debit: number; credit: number }[]
}

/** The trial balance 试算平衡 per currency, from the postings themselves, not from the running balances. */
export async function trialBalance(db: Db): Promise<TrialBalance[]> {
  const { rows } = await sql<{ currency: string; purpose: Purpose; debit: number; credit: number }>`
    select a.currency, a.purpose, coalesce(sum(p.amount) filter (where p.amount > 0), 0)::bigint as debit,
      coalesce(-sum(p.amount) filter (where p.amount < 0), 0)::bigint as credit
    from posting p join account a on a.id = p.account_id group by 1, 2 order by 1, 2`.execute(db)
  const currencies = [...new Set(rows.map((row) => row.currency))]
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency)
    const debit = own.reduce((sum, row) => sum + row.debit, 0)
    const credit = own.reduce((sum, row) => sum + row.credit, 0)
    return { currency, debit, credit, difference: debit - credit, rows: own }
  })
}

export type PostingRow = {
  journalNo: string
  event: LedgerEvent
  refNo: string
  seq: number
  amount: number
  balanceAfter: number
  version: number
  effectiveAt: Date
  recordedAt: Date
}

/** Postings of an account, newest first, from version `before` (exclusive) down. */
export async function postingsOf(
  db: Db,
  accountId: number,
  { before = Number.MAX_SAFE_INTEGER, limit = 50 }: { before?: number; limit?: number } = {},
): Promise<PostingRow[]> {
  const { rows } = await sql<PostingRow>`
    select p.journal_no as "journalNo", j.event, j.ref_no as "refNo", p.seq, p.amount, p.balance_after as "balanceAfter",
      p.account_version as version, j.effective_at as "effectiveAt", j.recorded_at as "recordedAt"
    from posting p join journal j using (journal_no)
    where p.account_id = ${accountId} and p.account_version < ${before}
    order by p.account_version desc limit ${limit}`.execute(db)
  return rows
}

export type JournalRow = {
  journalNo: string
  event: LedgerEvent
  refNo: string
  effectiveAt: Date
  recordedAt: Date
  postings: {
    seq: number
    accountId: number
    purpose: Purpose
    ownerId: string
    currency: string
    amount: number
  }[]
}

/** Journals by number or by what they are about (an attempt, an order, a refund). */
export async function findJournals(
  db: Db,
  by: { journalNo: string } | { refNo: string },
): Promise<JournalRow[]> {
  const where = 'journalNo' in by ? sql`j.journal_no = ${by.journalNo}` : sql`j.ref_no = ${by.refNo}`
  const { rows } = await sql<JournalRow>`
    select j.journal_no as "journalNo", j.event, j.ref_no as "refNo", j.effective_at as "effectiveAt",
      j.recorded_at as "recordedAt", json_agg(json_build_object('seq', p.seq, 'accountId', p.account_id,
        'purpose', a.purpose, 'ownerId', a.owner_id, 'currency', p.currency, 'amount', p.amount) order by p.seq) as postings
    from journal j join posting p using (journal_no) join account a on a.id = p.account_id
    where ${where} group by j.journal_no order by j.journal_no`.execute(db)
  return rows
}
