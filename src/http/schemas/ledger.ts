import { Type } from 'typebox'
import { Amount, Closed, Currency, Id, Label, List, Many, No, PageQuery, Time } from './shapes.ts'

const Purpose = Type.Enum([
  'channel_receivable',
  'merchant_pending',
  'suspense',
  'refund_clearing',
  'returned_funds',
  'refund_overpaid',
  'promotion_cost',
  'sharing_cost',
  'points_liability',
  'member_balance',
  'member_balance_held',
  'member_points',
  'member_points_held',
  'deposit_kept',
  'points_issued',
  'wallet_adjustment',
  'disputed',
  'dispute_loss',
])
const owner = {
  ownerType: Type.Enum(['channel', 'shop', 'platform', 'member']),
  ownerId: Type.String({ description: 'The code of a channel, the id of a shop or a buyer, or `platform`.' }),
  ownerName: Type.String(),
  ownerNameEn: Type.String(),
}

export const Account = Type.Object({
  id: Id,
  ...owner,
  purpose: Purpose,
  label: Label,
  currency: Currency,
  normalSide: Type.Enum(['debit', 'credit']),
  debit: Type.Integer({ description: 'Sum of all debits, in fen.' }),
  credit: Type.Integer({ description: 'Sum of all credits, in fen.' }),
  balance: Type.Integer({ description: "On the account's normal side; below zero when overdrawn." }),
  version: Type.Integer({ description: 'Counts the postings of the account without a gap.' }),
})

export const Posting = Type.Object({
  journalNo: No,
  event: Type.String({ description: 'The business event that was booked.' }),
  title: Label,
  refNo: Type.String({ description: 'What the event is about: an attempt, an order, a refund.' }),
  seq: Type.Integer(),
  amount: Type.Integer({ description: 'In fen: above zero a debit, below zero a credit.' }),
  balanceAfter: Type.Integer({ description: 'Debit less credit of the account after this posting.' }),
  version: Type.Integer(),
  effectiveAt: Time,
  recordedAt: Time,
})

export const Journal = Type.Object({
  journalNo: No,
  event: Type.String(),
  title: Label,
  refNo: Type.String(),
  effectiveAt: Time,
  recordedAt: Time,
  postings: Many(
    Type.Object({
      seq: Type.Integer(),
      accountId: Id,
      purpose: Purpose,
      label: Label,
      ...owner,
      currency: Currency,
      amount: Type.Integer({ description: 'In fen: above zero a debit, below zero a credit.' }),
    }),
  ),
})

export const TrialBalance = Type.Object({
  currencies: Many(
    Type.Object({
      currency: Currency,
      debit: Amount,
      credit: Amount,
      difference: Type.Integer({ description: 'Debits less credits: zero, or the books are broken.' }),
      rows: Many(Type.Object({ purpose: Purpose, label: Label, debit: Amount, credit: Amount })),
    }),
  ),
})

export const Accounts = List(Account)
export const AccountId = Closed({ id: Id })
export const PostingQuery = Closed({ cursor: Type.Optional(Id), limit: PageQuery.limit })
