import type { useWords } from '../words/index.ts'

const OUTCOMES = [
  'captured',
  'captured_with_surplus',
  'surplus',
  'conflicted',
  'repeated',
  'superseded',
  'held',
  'disputed',
  'contradicted',
  'noted',
  'early',
  'refunded',
  'paid_twice',
  'claimed_back',
  'no_subject',
] as const

/** What was made of it, in words; an outcome that has none yet is said as it is. */
export function outcomeWord(outcome: string | null, t: ReturnType<typeof useWords>): string {
  const known = OUTCOMES.find((one) => one === outcome)
  return known ? t(`evidence.outcome.${known}`) : (outcome ?? '')
}
