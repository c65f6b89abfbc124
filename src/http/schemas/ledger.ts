import { Type } from 'typebox'
import { Amount, Closed, Currency, Id, Label, List, Many, No, Nullable, PageQuery, Time } from './shapes.ts'

export const Account = Type.Object({
  id: Id,
  ownerType: Type.Enum(['channel', 'shop', 'platform']),
  ownerId: Type.String({ description: 'The code of a channel, the id of a shop, or `platform`.' }),
  ownerName: Type.String(),
  purpose: Type.Enum([
    'channel_receivable',
    'merchant_pending',
    'suspense',
    'refund_clearing',
    'promotion_cost',
    'points_liability',
  ]),
  label: Label,
  currency: Currency,
  normalSide: Type.Enum(['debit', 'credit']),
  debit: Type.Integer({ description: 'Sum of all debits, in fen.' }),
  credit: Type.Integer({ description: 'Sum of all credits, in fen.' }),
  balance: Type.Integer({ description: "On the account's normal side; below zero when overdrawn." }),
  version: Type.Integer({ description: 'Counts the postings of the account without a gap.' }),
})

const posting = {
  seq: Type.Integer(),
  accountId: Id,
  amount: Type.Integer({ description: 'In fen: above zero a debit, below zero a credit.' }),
  currency: Currency,
  balanceAfter: Type.Integer({ description: 'Debits less credits of the account after this posting.' }),
  accountVersion: Type.Integer({ description: "The account's version after this posting." }),
}
const booked = {
  event: Type.String({ description: 'The business event that was booked.' }),
  refNo: Type.String({ description: 'What the event is about: an attempt, an order, a refund.' }),
  effectiveAt: Type.Unsafe<Date | string>({ ...Time, description: 'When it happened in business.' }),
  recordedAt: Time,
}

export const Posting = Type.Object({ journalNo: No, ...posting, ...booked })
export const Journal = Type.Object({
  no: No,
  ...booked,
  reverses: Nullable(No),
  postings: Many(Type.Object({ ...posting, account: Account })),
})

export const TrialBalance = Type.Object({
  currencies: Many(
    Type.Object({
      currency: Currency,
      debit: Amount,
      credit: Amount,
      difference: Type.Integer({ description: 'Debits less credits: zero, or the books are broken.' }),
    }),
  ),
  rows: Many(Account),
})

export const Accounts = List(Account)
export const AccountId = Closed({ id: Id })
export const PostingQuery = Closed({ cursor: Type.Optional(Id), limit: PageQuery.limit })
