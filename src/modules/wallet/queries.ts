import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { newestByNumber, type Page } from '../../platform/newest.ts'
import type { LedgerEvent } from '../ledger/index.ts'
import { adjustmentColumns } from './columns.ts'
import type { Adjustment, AdjustmentState, WalletBalance, WalletKind } from './types.ts'

export type WalletView = { readonly wallet: WalletBalance; readonly points: WalletBalance }

/** What a buyer has, and what is held of it, as the ledger says now. */
export async function findWallet(db: Db, buyerId: string): Promise<WalletView> {
  const { rows } = await sql<{ purpose: string; balance: number }>`
    select a.purpose, b.credit - b.debit as balance from account a join balance b on b.account_id = a.id
    where a.owner_type = 'member' and a.owner_id = ${buyerId}`.execute(db)
  const of = (purpose: string) => rows.find((row) => row.purpose === purpose)?.balance ?? 0
  return {
    wallet: { free: of('member_balance'), held: of('member_balance_held') },
    points: { free: of('member_points'), held: of('member_points_held') },
  }
}

/** One movement of a wallet, from the postings of its account: they are the only record there is. */
export type Movement = {
  readonly kind: WalletKind
  readonly event: LedgerEvent
  /** What it is about: an attempt, a refund, an adjustment. */
  readonly refNo: string
  /** Above zero: came in. */
  readonly change: number
  readonly balanceAfter: number
  readonly version: number
  readonly occurredAt: Date
}

/** Movements of what can be spent, newest first; `before` is the version of the last one seen. */
export async function movementsOf(
  db: Db,
  buyerId: string,
  kind: WalletKind,
  { before, limit }: { readonly before: number; readonly limit: number },
): Promise<Movement[]> {
  const purpose = kind === 'points' ? 'member_points' : 'member_balance'
  const { rows } = await sql<Movement>`
    select ${kind}::text as kind, j.event, j.ref_no as "refNo", -p.amount as change, -p.balance_after as "balanceAfter",
      p.account_version as version, j.effective_at as "occurredAt"
    from account a join posting p on p.account_id = a.id join journal j using (journal_no)
    where a.owner_type = 'member' and a.owner_id = ${buyerId} and a.purpose = ${purpose}
      and p.account_version < ${before}
    order by p.account_version desc limit ${limit}`.execute(db)
  return rows
}

export async function findAdjustment(db: Db, adjustmentNo: string): Promise<Adjustment | undefined> {
  const { rows } = await sql<Adjustment>`
    select ${adjustmentColumns} from wallet_adjustment where adjustment_no = ${adjustmentNo}`.execute(db)
  return rows[0]
}

/** Newest first. */
export async function listAdjustments(
  db: Db,
  filter: {
    readonly state?: AdjustmentState
    readonly buyerId?: string
    readonly cursor?: string
    readonly limit: number
  },
): Promise<Page<Adjustment>> {
  const { state, buyerId, cursor, limit } = filter
  const reach: RawBuilder<unknown>[] = []
  const filters: RawBuilder<unknown>[] = []
  if (buyerId !== undefined) reach.push(sql`buyer_id = ${buyerId}`)
  // What waits to be decided has an index of its own.
  if (state !== undefined) (state === 'requested' ? reach : filters).push(sql`state = ${state}`)
  return newestByNumber<Adjustment>(db, {
    table: sql`wallet_adjustment`,
    row: adjustmentColumns,
    no: sql`adjustment_no`,
    kind: 'adjustment',
    reach,
    filters,
    cursor,
    limit,
  })
}
