import { assert } from '../../kernel/assert.ts'
import type { Entry, Journal } from './types.ts'

/** Signed amount of an entry: a debit is above zero, a credit below. */
export const signed = (entry: Entry): number => ('debit' in entry ? entry.debit : -entry.credit)

/** Drops empty entries and proves that the rest sums to zero per currency; a journal that does not is a defect. */
export function balanced(journal: Journal): Journal {
  const entries = journal.entries.filter((entry) => signed(entry) !== 0)
  const sums = new Map<string, number>()
  for (const entry of entries) {
    const amount = 'debit' in entry ? entry.debit : entry.credit
    assert(Number.isSafeInteger(amount) && amount > 0, `${journal.event}: an entry is above zero`)
    sums.set(entry.currency, (sums.get(entry.currency) ?? 0) + signed(entry))
  }
  for (const [currency, sum] of sums)
    assert(sum === 0, `${journal.event} ${journal.refNo}: ${currency} off by ${sum}`)
  assert(entries.length >= 2, `${journal.event} ${journal.refNo}: a journal has two sides`)
  return { ...journal, entries }
}
