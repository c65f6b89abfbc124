/** Ledger resources as the API gives them; amounts in minor units. */
type Label = { zh: string; en: string }

export type Account = {
  id: number
  ownerType: 'channel' | 'shop' | 'platform'
  ownerId: string
  ownerName: string
  purpose: string
  label: Label
  currency: string
  normalSide: 'debit' | 'credit'
  debit: number
  credit: number
  balance: number
  version: number
}

/** `amount` above zero is a debit, below zero a credit. */
export type Posting = {
  journalNo: string
  event: string
  refNo: string
  seq: number
  amount: number
  /** Debit less credit of the account after this posting. */
  balanceAfter: number
  version: number
  effectiveAt: string
  recordedAt: string
}

export type Journal = {
  journalNo: string
  event: string
  refNo: string
  effectiveAt: string
  recordedAt: string
  postings: JournalPosting[]
}

export type JournalPosting = {
  seq: number
  accountId: number
  purpose: string
  label: Label
  ownerId: string
  currency: string
  amount: number
}

/** Per currency, with the accounts of one purpose added up in a row. */
export type TrialBalance = {
  currencies: {
    currency: string
    debit: number
    credit: number
    difference: number
    rows: { purpose: string; label: Label; debit: number; credit: number }[]
  }[]
}
