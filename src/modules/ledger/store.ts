import { sql } from 'kysely'
import { assert, present } from '../../kernel/assert.ts'
import { ints, texts, times } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { balanced, signed } from './decide.ts'
import { type AccountName, type Journal, PURPOSES } from './types.ts'

/** Ids of accounts by name, held in memory: an account, once opened, never changes. */
export type AccountBook = { readonly ids: Map<string, number> }

export const openAccountBook = (): AccountBook => ({ ids: new Map() })

const nameOf = (a: AccountName): string => `${a.purpose}/${a.ownerId}/${a.currency}`

/** Thrown by `saveJournals` for names without an account; `openAccounts` mends it. */
export class AccountsMissing extends Error {
  override readonly name = 'AccountsMissing'
  readonly accounts: readonly AccountName[]
  constructor(accounts: readonly AccountName[]) {
    super(`no account ${accounts.map(nameOf).join(', ')}`)
    this.accounts = accounts
  }
}

/**
 * Opens the accounts that a batch found missing, in a commit of its own: an account that stands without a posting
 * harms nobody, and no batch waits for another's new account. Any other error is not its business: false.
 */
export async function openAccounts(db: Db, book: AccountBook, error: unknown, now: Date): Promise<boolean> {
  if (!(error instanceof AccountsMissing)) return false
  const missing = new Map(error.accounts.map((name) => [nameOf(name), name]))
  const list = [...missing.values()]
  await db.transaction().execute(async (tx) => {
    const columns = sql`
      unnest(${texts(list.map((a) => PURPOSES[a.purpose].owner))}::text[], ${texts(list.map((a) => a.ownerId))}::text[],
        ${texts(list.map((a) => a.purpose))}::text[], ${texts(list.map((a) => a.currency))}::text[],
        ${texts(list.map((a) => PURPOSES[a.purpose].side))}::text[])
        as n(owner_type, owner_id, purpose, currency, normal_side)`
    await sql`
      insert into account (owner_type, owner_id, purpose, currency, normal_side, created_at)
      select n.*, ${now}::timestamptz from ${columns} order by 1, 2, 3, 4 on conflict do nothing`.execute(tx)
    const { rows } = await sql<AccountName & { id: number }>`
      select a.id, a.owner_id as "ownerId", a.purpose, a.currency
      from account a join ${columns} on a.owner_type = n.owner_type and a.owner_id = n.owner_id
        and a.purpose = n.purpose and a.currency = n.currency`.execute(tx)
    await sql`
      insert into balance (account_id, floor)
      select * from unnest(${ints(rows.map((r) => r.id))}::bigint[], ${ints(rows.map(floorOf))}::bigint[]) order by 1
      on conflict do nothing`.execute(tx)
    for (const row of rows) book.ids.set(nameOf(row), row.id)
  })
  return true
}

/** What the account may not fall below: the CHECK on its balance is the last line of defence (invariant 9). */
const floorOf = ({ purpose }: AccountName): number | null => {
  const chart = PURPOSES[purpose]
  return 'floor' in chart ? chart.floor : null
}

type Running = { balance: number; version: number }

/**
 * Books the journals. Comes last before the commit: the accounts are hot, so they are locked in sorted order for the
 * shortest time, moved once each by their total, and what comes back feeds every posting's balance and version.
 */
export async function saveJournals(
  tx: Tx,
  accounts: AccountBook,
  drafts: readonly Journal[],
  now: Date,
): Promise<void> {
  if (drafts.length === 0) return
  const journals = drafts.map(balanced)
  const missing = journals.flatMap(({ entries }) =>
    entries.filter((entry) => !accounts.ids.has(nameOf(entry))),
  )
  if (missing.length > 0) throw new AccountsMissing(missing)
  const postings = journals.flatMap((journal) =>
    journal.entries.map((entry, i) => ({
      journalNo: journal.journalNo,
      seq: i + 1,
      account: present(accounts.ids.get(nameOf(entry)), `account ${nameOf(entry)}`),
      amount: signed(entry),
      currency: entry.currency,
    })),
  )
  await sql`
    insert into journal (journal_no, event, ref_no, effective_at, recorded_at)
    select j.*, ${now}::timestamptz from unnest(${texts(journals.map((j) => j.journalNo))}::text[],
      ${texts(journals.map((j) => j.event))}::text[], ${texts(journals.map((j) => j.refNo))}::text[],
      ${times(journals.map((j) => j.effectiveAt))}::timestamptz[]) as j order by 3, 2`.execute(tx)
  const running = await moveBalances(tx, postings)
  const after = postings.map((posting) => {
    const account = running.get(posting.account)!
    account.balance += posting.amount
    account.version += 1
    return { ...account }
  })
  await sql`
    insert into posting (journal_no, seq, account_id, amount, currency, balance_after, account_version)
    select * from unnest(${texts(postings.map((p) => p.journalNo))}::text[],
      ${ints(postings.map((p) => p.seq))}::smallint[], ${ints(postings.map((p) => p.account))}::bigint[],
      ${ints(postings.map((p) => p.amount))}::bigint[], ${texts(postings.map((p) => p.currency))}::text[],
      ${ints(after.map((a) => a.balance))}::bigint[], ${ints(after.map((a) => a.version))}::bigint[])`.execute(
    tx,
  )
}

/** Moves each account once and returns where it stood before the batch. */
async function moveBalances(
  tx: Tx,
  postings: readonly { account: number; amount: number }[],
): Promise<Map<number, Running>> {
  const totals = new Map<number, { debit: number; credit: number; count: number }>()
  for (const { account, amount } of postings) {
    const total = totals.get(account) ?? { debit: 0, credit: 0, count: 0 }
    if (amount > 0) total.debit += amount
    else total.credit -= amount
    total.count += 1
    totals.set(account, total)
  }
  const list = [...totals].sort(([a], [b]) => a - b)
  const ids = ints(list.map(([id]) => id))
  await sql`select from balance where account_id = any(${ids}::bigint[]) order by account_id for no key update`.execute(
    tx,
  )
  const { rows } = await sql<{ account_id: number; balance: number; version: number }>`
    update balance b set debit = b.debit + d.debit, credit = b.credit + d.credit, version = b.version + d.count
    from unnest(${ids}::bigint[], ${ints(list.map(([, t]) => t.debit))}::bigint[],
      ${ints(list.map(([, t]) => t.credit))}::bigint[], ${ints(list.map(([, t]) => t.count))}::bigint[])
      as d(account_id, debit, credit, count)
    where b.account_id = d.account_id
    returning b.account_id, b.debit - b.credit as balance, b.version`.execute(tx)
  assert(rows.length === list.length, 'an account has no balance row')
  return new Map(
    rows.map((row) => {
      const total = totals.get(row.account_id)!
      const balance = row.balance - total.debit + total.credit
      return [row.account_id, { balance, version: row.version - total.count }]
    }),
  )
}

/** Names a shop's pending money among that of others. */
export const pendingOf = ({ shopId, currency }: { shopId: number; currency: string }): string =>
  `${shopId}/${currency}`

/**
 * What the house owes these shops and has not paid out, by `pendingOf`; below zero they owe it. It is locked until the
 * commit, so nobody moves it meanwhile. Accounts come last: lock everything else before.
 */
export async function lockPending(
  tx: Tx,
  shops: readonly { readonly shopId: number; readonly currency: string }[],
): Promise<ReadonlyMap<string, number>> {
  if (shops.length === 0) return new Map()
  const { rows } = await sql<{ shopId: number; currency: string; pending: number }>`
    select a.owner_id::bigint as "shopId", a.currency, b.credit - b.debit as pending
    from balance b join account a on a.id = b.account_id
    where a.owner_type = 'shop' and a.purpose = 'merchant_pending'
      and (a.owner_id, a.currency) in (select * from unnest(${texts(shops.map(({ shopId }) => String(shopId)))}::text[],
        ${texts(shops.map(({ currency }) => currency))}::text[]))
    order by b.account_id for no key update of b`.execute(tx)
  return new Map(rows.map((row) => [pendingOf(row), row.pending]))
}
