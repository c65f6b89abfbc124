import type { Outcome, Rejection, Retry } from '../kernel/outcome.ts'
import { accept } from '../kernel/outcome.ts'

/** For answers that are kept: a success, or a refusal that will never change. */
export const isForGood = <T, Code extends string>(
  outcome: Outcome<T, Code>,
  retryOf: (code: Code) => Retry,
): boolean => outcome.ok || retryOf(outcome.rejection.code) === 'never'

export const encodeAnswer = (outcome: Outcome<unknown>): string =>
  JSON.stringify(outcome.ok ? { value: outcome.value } : { rejection: outcome.rejection })

export function decodeAnswer<T, Code extends string>(answer: string): Outcome<T, Code> {
  const stored = JSON.parse(answer) as { value: T } | { rejection: Rejection<Code> }
  return 'rejection' in stored ? { ok: false, rejection: stored.rejection } : accept(stored.value)
}
