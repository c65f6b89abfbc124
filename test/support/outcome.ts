import type { Outcome } from '../../src/kernel/outcome.ts'

/** The value of what must have been accepted. */
export const value = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.rejection.code}`)
  return outcome.value
}

/** The code of a refusal; undefined where it was accepted. */
export const codeOf = (outcome: Outcome<unknown>): string | undefined =>
  outcome.ok ? undefined : outcome.rejection.code
