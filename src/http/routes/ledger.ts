import {
  type AccountRow,
  findAccount,
  findJournals,
  type JournalRow,
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

/** A merchant sees the accounts of his own shop only. */
const isWithin = ({ ownerType, ownerId }: AccountRow, shopId: number | null): boolean =>
  shopId === null || (ownerType === 'shop' && ownerId === String(shopId))

/** The accounts that a caller may see. Channels and the platform go by their code, shops by their name. */
const accountsWithin = async (db: Db, shopId: number | null) => {
  const [accounts, shops] = await Promise.all([listAccounts(db), shopsInFull(db)])
  const names = new Map(shops.map((shop) => [String(shop.id), shop.name]))
  return accounts
    .filter((account) => isWithin(account, shopId))
    .map((account) => ({
      ...account,
      label: PURPOSES[account.purpose].label,
      ownerName: (account.ownerType === 'shop' && names.get(account.ownerId)) || account.ownerId,
    }))
}
type Seen = Awaited<ReturnType<typeof accountsWithin>>[number]

/** A journal joins many owners; a merchant sees of it the postings of his own accounts, or nothing at all. */
const seenJournal = (journal: JournalRow, accounts: readonly Seen[]) => {
  const byId = new Map(accounts.map((account) => [account.id, account]))
  const postings = journal.postings.flatMap(({ version, ...posting }) => {
    const account = byId.get(posting.accountId)
    return account ? [{ ...posting, accountVersion: version, account }] : []
  })
  return postings.length === 0 ? null : { ...journal, no: journal.journalNo, postings }
}

export const ledgerRoutes = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/ledger/accounts',
    config: { access: READ },
    schema: { tags, summary: 'Accounts with their balances', response: answers(200, Accounts) },
    handler: async (request) => ({ items: await accountsWithin(db, shopIdOf(request)) }),
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
      const { id: accountId, currency } = account
      const items = rows
        .slice(0, limit)
        .map(({ version, ...posting }) => ({ ...posting, accountId, currency, accountVersion: version }))
      return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.accountVersion) : null }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/ledger/trial-balance',
    config: { access: ALL },
    schema: {
      tags,
      summary: 'Trial balance per currency, from the postings, beside the running balances',
      response: answers(200, TrialBalance),
    },
    handler: async () => {
      const [currencies, rows] = await Promise.all([trialBalance(db), accountsWithin(db, null)])
      return { currencies, rows }
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
      const seen = journal && seenJournal(journal, await accountsWithin(db, shopIdOf(request)))
      return seen ?? refuse(reply, { code: 'not_found' })
    },
  })
}
