/** Ledger resources as the API gives them; amounts in minor units. */
export type Account = {
  id: string | number
  ownerType: string
  ownerId: string
  ownerName?: string | null
  purpose: string
  label?: { zh: string; en: string } | string | null
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
  seq: number
  accountId?: string | number
  amount: number
  currency: string
  balanceAfter: number
  accountVersion: number
  event?: string
  refNo?: string
  effectiveAt?: string
}

export type Journal = {
  no: string
  event: string
  refNo: string
  effectiveAt: string
  recordedAt: string
  reverses: string | null
  postings: (Posting & { account?: Account | null; label?: Account['label'] })[]
}

export type TrialBalance = {
  currencies: { currency: string; debit: number; credit: number; difference: number }[]
  rows: Account[]
}
