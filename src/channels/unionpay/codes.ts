import type { Retry } from '../../kernel/outcome.ts'
import type { FailureReason } from '../types.ts'

/**
 * UnionPay's two-character answer codes and what each lets us conclude. `in_doubt`: it may have acted, ask again.
 * `waiting`: the payer has not confirmed yet. `declined`: his bank or the network said no. A code that is not listed
 * is in doubt: nothing is concluded from a word nobody has read.
 */
export type CodeMeaning =
  | 'done'
  | 'in_doubt'
  | 'waiting'
  | 'duplicate'
  | 'not_found'
  | 'no_file'
  | 'declined'
  | Retry

const meanings: Readonly<Record<string, CodeMeaning>> = {
  '00': 'done',
  // "A success with a flaw": it is cleared like any other.
  A6: 'done',
  '01': 'declined',
  '02': 'later',
  '03': 'in_doubt',
  '04': 'in_doubt',
  '05': 'in_doubt',
  '10': 'never',
  '11': 'never',
  '12': 'duplicate',
  '13': 'never',
  '30': 'declined',
  '31': 'never',
  '32': 'never',
  '33': 'declined',
  '34': 'not_found',
  // "No such original, or not in the right state": it may only be late.
  '35': 'later',
  '36': 'never',
  '37': 'later',
  '38': 'declined',
  '39': 'later',
  '40': 'never',
  // Money was taken, and something else went wrong: people must look.
  '42': 'in_doubt',
  '60': 'declined',
  '61': 'declined',
  '62': 'declined',
  '63': 'declined',
  '64': 'declined',
  '65': 'declined',
  '66': 'declined',
  '67': 'declined',
  '68': 'declined',
  '69': 'declined',
  '70': 'waiting',
  '71': 'declined',
  '72': 'declined',
  '73': 'declined',
  '74': 'in_doubt',
  '75': 'in_doubt',
  '76': 'declined',
  '77': 'declined',
  '78': 'declined',
  '79': 'declined',
  '80': 'declined',
  '98': 'no_file',
  '99': 'in_doubt',
}

export const codeMeaning = (code: string): CodeMeaning =>
  (Object.hasOwn(meanings, code) ? meanings[code] : undefined) ?? 'in_doubt'

const reasons: Readonly<Record<string, FailureReason>> = {
  '02': 'busy',
  '03': 'busy',
  '04': 'busy',
  '05': 'busy',
  '10': 'not_available',
  '11': 'not_available',
  '12': 'not_available',
  '13': 'not_available',
  '31': 'not_available',
  '32': 'not_available',
  '33': 'limit_exceeded',
  '37': 'busy',
  '38': 'risk_refused',
  '39': 'not_available',
  '40': 'not_available',
  '61': 'account_restricted',
  '62': 'not_available',
  '63': 'account_restricted',
  '64': 'insufficient_funds',
  '67': 'account_restricted',
  '68': 'not_available',
  '69': 'expired',
  '72': 'not_available',
  '73': 'account_restricted',
  '76': 'not_available',
  '77': 'not_available',
  '78': 'account_restricted',
}

export function describeFailure(code: string): FailureReason {
  return (Object.hasOwn(reasons, code) ? reasons[code] : undefined) ?? 'declined'
}
