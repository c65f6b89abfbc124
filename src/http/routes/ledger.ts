import {
  type AccountRow,
  findAccount,
  findJournals,
  type JournalRow,
  LEDGER_EVENTS,
  listAccounts,
  PURPOSES,
  postingsOf,
  trialBalance,
} from '../../modules/ledger/index.ts'
import { shopsInFull } from '../../modules/shop/index.ts'
import type { Db } from '../../platform/db.ts'
import type { Access } from '../access.ts'
import { shopIdOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { AccountId, Accounts, Journal, Posting, PostingQuery, TrialBalance } from '../schemas/ledger.ts'
import { answers, Closed, No, Page } from '../schemas/shapes.ts'

const tags = ['ledger']
const READ: Access = { callers: ['staff', 'key'], permission: 'ledger.read', ownership: 'reach' }
const ALL: Access = { ...READ, ownership: 'platform' }

type Owned = Pick<AccountRow, 'ownerType' | 'ownerId'>
/** A merchant sees the accounts of his own shop only. */
const isWithin = (account: Owned, shopId: number | null): boolean =>
  shopId === null || (account.ownerType === 'shop' && account.ownerId === String(shopId))

const labelOf = (purpose: AccountRow['purpose']) => PURPOSES[purpose].label

/** Channels and the platform go by their code; shops by their name. */
const ownerNames = async (db: Db) => {
  const shops = new Map((await shopsInFull(db)).map((shop) => [String(shop.id), shop]))
  return ({ ownerType, ownerId }: Owned) => {
    const shop = ownerType === 'shop' ? shops.get(ownerId) : undefined
    return { ownerName: shop?.name ?? ownerId, ownerNameEn: shop?.nameEn || (shop?.name ?? ownerId) }
  }
}

/** A journal joins many owners; a merchant sees of it the postings of his own accounts, or nothing at all. */
const seenJournal = (
  journal: JournalRow,
  own: readonly AccountRow[] | null,
  nameOf: Awaited<ReturnType<typeof ownerNames>>,
) => {
  const ids = own && new Set(own.map(({ id }) => id))
  const postings = journal.postings.filter(({ accountId }) => ids === null || ids.has(accountId))
  if (postings.length === 0) return null
  const named = postings.map((one) => {
    const ownerType = PURPOSES[one.purpose].owner
    return { ...one, ownerType, ...nameOf({ ...one, ownerType }), label: labelOf(one.purpose) }
  })
  return { ...journal, title: LEDGER_EVENTS[journal.event], postings: named }
}

export const ledgerRoutes = (app: App, { db }: Doors): void => {
  const accountsWithin = async (shopId: number | null): Promise<AccountRow[]> =>
    (await listAccounts(db)).filter((account) => isWithin(account, shopId))

  app.route({
    method: 'GET',
    url: '/v1/ledger/accounts',
    config: { access: READ },
    schema: { tags, summary: 'Accounts with their balances', response: answers(200, Accounts) },
    handler: async (request) => {
      const [accounts, nameOf] = await Promise.all([accountsWithin(shopIdOf(request)), ownerNames(db)])
      const items = accounts.map((one) => ({ ...one, ...nameOf(one), label: labelOf(one.purpose) }))
      return { items }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/ledger/accounts/:id/postings',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Postings of an account, newest first',
      params: AccountId,
      querystring: PostingQuery,
      response: answers(200, Page(Posting)),
    },
    handler: async (request, reply) => {
      const { cursor, limit = 20 } = request.query
      const account = await findAccount(db, request.params.id)
      if (!account || !isWithin(account, shopIdOf(request))) return refuse(reply, { code: 'not_found' })
      const before = cursor === undefined ? {} : { before: cursor }
      const rows = await postingsOf(db, account.id, { ...before, limit: limit + 1 })
      const items = rows.slice(0, limit).map((row) => ({ ...row, title: LEDGER_EVENTS[row.event] }))
      return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.version) : null }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/ledger/trial-balance',
    config: { access: ALL },
    schema: { tags, summary: 'Trial balance per currency', response: answers(200, TrialBalance) },
    handler: async () => {
      const found = await trialBalance(db)
      const labelled = found.map((one) => ({
        ...one,
        rows: one.rows.map((row) => ({ ...row, label: labelOf(row.purpose) })),
      }))
      return { currencies: labelled }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/ledger/journals/:no',
    config: { access: READ },
    schema: {
      tags,
      summary: 'A journal with its postings',
      params: Closed({ no: No }),
      response: answers(200, Journal),
    },
    handler: async (request, reply) => {
      const [journal] = await findJournals(db, { journalNo: request.params.no })
      const shopId = shopIdOf(request)
      const own = shopId === null ? null : await accountsWithin(shopId)
      const seen = journal && seenJournal(journal, own, await ownerNames(db))
      return seen ?? refuse(reply, { code: 'not_found' })
    },
  })
}
