import type { Retry } from '../../kernel/outcome.ts'
import type { FailureReason } from '../types.ts'

/**
 * WeChat Pay's error words and what each lets us conclude. `unknown`: the call may have acted; ask again with the
 * same number. A word that is not listed is unknown too: nothing is concluded from a word nobody has read.
 */
export type ErrorMeaning = 'not_found' | 'paid' | 'closed' | 'unknown' | Retry

const meanings: Readonly<Record<string, ErrorMeaning>> = {
  // Both spellings occur in the wild.
  ORDERNOTEXIST: 'not_found',
  ORDER_NOT_EXIST: 'not_found',
  RESOURCE_NOT_EXISTS: 'not_found',
  REFUNDNOTEXIST: 'not_found',
  ORDERPAID: 'paid',
  ORDER_PAID: 'paid',
  ORDERCLOSED: 'closed',
  ORDER_CLOSED: 'closed',
  SYSTEMERROR: 'unknown',
  SYSTEM_ERROR: 'unknown',
  BANKERROR: 'unknown',
  BANK_ERROR: 'unknown',
  USERPAYING: 'unknown',
  FREQUENCY_LIMITED: 'later',
  FREQUENCY_LIMIT_EXCEED: 'later',
  RATELIMIT_EXCEEDED: 'later',
  RULE_LIMIT: 'later',
  ORDER_NOT_READY: 'later',
  NOT_ENOUGH: 'later',
  NOTENOUGH: 'later',
  TRADE_ERROR: 'later',
  BIZERR_NEED_RETRY: 'same',
  PARAM_ERROR: 'never',
  INVALID_REQUEST: 'never',
  SIGN_ERROR: 'never',
  NO_AUTH: 'never',
  APPID_MCHID_NOT_MATCH: 'never',
  APPID_NOT_EXIST: 'never',
  MCH_NOT_EXISTS: 'never',
  MCHID_NOT_EXIST: 'never',
  OUT_TRADE_NO_USED: 'never',
  INVALID_TRANSACTIONID: 'never',
  USER_ACCOUNT_ABNORMAL: 'never',
  ACCOUNT_ERROR: 'never',
  ACCOUNTERROR: 'never',
  OPENID_MISMATCH: 'never',
}

export function errorMeaning(status: number, code: string): ErrorMeaning {
  if (status >= 500) return 'unknown'
  const listed = Object.hasOwn(meanings, code) ? meanings[code] : undefined
  if (listed !== undefined) return listed
  return status === 429 ? 'later' : 'unknown'
}

/** A failed payment is explained by a sentence only; these are the words in it that a buyer can act on. */
const failureHints: readonly (readonly [RegExp, string])[] = [
  [/余额不足|insufficient/i, 'NOTENOUGH'],
  [/限额|额度|limit/i, 'LIMIT'],
  [/取消|cancel/i, 'CANCELLED'],
  [/风险|risk/i, 'RISK'],
  [/冻结|异常|注销|frozen/i, 'ACCOUNT_ABNORMAL'],
]

/** A short code for a PAYERROR from its description, for {@link describeFailure}. */
export function failureCode(description: string): string {
  return failureHints.find(([words]) => words.test(description))?.[1] ?? 'PAYERROR'
}

const reasons: Readonly<Record<string, FailureReason>> = {
  NOTENOUGH: 'insufficient_funds',
  LIMIT: 'limit_exceeded',
  CANCELLED: 'payer_cancelled',
  RISK: 'risk_refused',
  ACCOUNT_ABNORMAL: 'account_restricted',
  USER_ACCOUNT_ABNORMAL: 'account_restricted',
  ORDERPAID: 'already_paid',
  ORDER_PAID: 'already_paid',
  ORDERCLOSED: 'expired',
  ORDER_CLOSED: 'expired',
  SYSTEM_ERROR: 'busy',
  SYSTEMERROR: 'busy',
  BANK_ERROR: 'busy',
  BANKERROR: 'busy',
  FREQUENCY_LIMITED: 'busy',
  FREQUENCY_LIMIT_EXCEED: 'busy',
  RATELIMIT_EXCEEDED: 'busy',
  RULE_LIMIT: 'risk_refused',
  PARAM_ERROR: 'not_available',
  INVALID_REQUEST: 'not_available',
  SIGN_ERROR: 'not_available',
  NO_AUTH: 'not_available',
  APPID_MCHID_NOT_MATCH: 'not_available',
  APPID_NOT_EXIST: 'not_available',
  MCH_NOT_EXISTS: 'not_available',
  MCHID_NOT_EXIST: 'not_available',
  OUT_TRADE_NO_USED: 'not_available',
}

export function describeFailure(code: string): FailureReason {
  return (Object.hasOwn(reasons, code) ? reasons[code] : undefined) ?? 'declined'
}
