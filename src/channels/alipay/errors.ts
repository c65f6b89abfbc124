import type { Retry } from '../../kernel/outcome.ts'
import type { FailureReason } from '../types.ts'

/**
 * Alipay's error words and what each lets us conclude. `unknown`: the call may have acted; ask again with the same
 * number. A word that is not listed is unknown too: nothing is concluded from a word nobody has read.
 * Source: the tables of return codes of the methods at opendocs.alipay.com.
 */
export type ErrorMeaning = 'not_found' | 'paid' | 'closed' | 'wrong_state' | 'unknown' | Retry

const meanings: Readonly<Record<string, ErrorMeaning>> = {
  'ACQ.TRADE_NOT_EXIST': 'not_found',
  AUTH_ORDER_NOT_EXIST: 'not_found',
  AUTH_OPERATION_NOT_EXIST: 'not_found',
  BILL_NOT_EXIST: 'not_found',
  'isp.bill_not_exist': 'not_found',
  'ACQ.TRADE_HAS_SUCCESS': 'paid',
  'ACQ.TRADE_HAS_CLOSE': 'closed',
  // Says only that the trade is not where the call would have it: paid, closed or finished.
  'ACQ.TRADE_STATUS_ERROR': 'wrong_state',
  'ACQ.REASON_TRADE_STATUS_INVALID': 'wrong_state',
  'ACQ.REASON_ILLEGAL_STATUS': 'wrong_state',
  ILLEGAL_STATUS: 'wrong_state',
  AUTH_ORDER_HAS_CLOSED: 'wrong_state',
  AUTH_ORDER_HAS_FINISHED: 'wrong_state',
  'ACQ.SYSTEM_ERROR': 'unknown',
  'AQC.SYSTEM_ERROR': 'unknown',
  SYSTEM_ERROR: 'unknown',
  // The sharing may have been made: the same request is repeated, and answered as done where it was.
  'ACQ.TRADE_SETTLE_ERROR': 'unknown',
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': 'later',
  'ACQ.REASON_TRADE_BEEN_FREEZEN': 'later',
  'ACQ.REFUND_CHARGE_ERROR': 'later',
  'ACQ.ENTERPRISE_PAY_BIZ_ERROR': 'same',
  FREQUENCY_LIMIT: 'later',
  'isv.app-call-limited': 'later',
  'isp.call-limited': 'later',
  'ACQ.INVALID_PARAMETER': 'never',
  'ACQ.ACCESS_FORBIDDEN': 'never',
  'ACQ.PARTNER_ERROR': 'never',
  'ACQ.CONTEXT_INCONSISTENT': 'never',
  'ACQ.DISCORDANT_REPEAT_REQUEST': 'never',
  'ACQ.TOTAL_FEE_EXCEED': 'never',
  'ACQ.AUTH_AMOUNT_NOT_ENOUGH': 'never',
  'ACQ.BUYER_SELLER_EQUAL': 'never',
  'ACQ.TRADE_BUYER_NOT_MATCH': 'never',
  'ACQ.BUYER_ENABLE_STATUS_FORBID': 'never',
  'ACQ.TRADE_HAS_FINISHED': 'never',
  'ACQ.TRADE_NOT_ALLOW_REFUND': 'never',
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': 'never',
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': 'never',
  'ACQ.REFUND_FEE_ERROR': 'never',
  'ACQ.NOT_ALLOW_PARTIAL_REFUND': 'never',
  'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR': 'never',
  'ACQ.ROYALTY_RECEIVER_INVALID': 'never',
  'ACQ.RELATION_NOT_EXIST': 'never',
  REQUEST_AMOUNT_EXCEED: 'never',
  ILLEGAL_ARGUMENT: 'never',
  INVAILID_ARGUMENTS: 'never',
  invalid_arguments: 'never',
  ACCESS_FORBIDDEN: 'never',
  HAS_NO_PRIVILEGE: 'never',
}

/** What the gateway's own code lets us conclude where the business word says nothing. */
const gatewayMeanings: Readonly<Record<string, ErrorMeaning>> = {
  '20001': 'never',
  '40001': 'never',
  '40002': 'never',
  '40005': 'later',
  '40006': 'never',
}

export function errorMeaning(code: string, subCode: string): ErrorMeaning {
  const listed = Object.hasOwn(meanings, subCode) ? meanings[subCode] : undefined
  if (listed !== undefined) return listed
  // Alipay's own trouble, whatever it is called.
  if (subCode.startsWith('isp.') || subCode.startsWith('aop.')) return 'unknown'
  // The caller's own fault, whatever it is called.
  if (subCode.startsWith('isv.')) return 'never'
  return (Object.hasOwn(gatewayMeanings, code) ? gatewayMeanings[code] : undefined) ?? 'unknown'
}

const reasons: Readonly<Record<string, FailureReason>> = {
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': 'insufficient_funds',
  'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH': 'insufficient_funds',
  'ACQ.ERROR_BALANCE_PAYMENT_DISABLE': 'account_restricted',
  'ACQ.BUYER_ENABLE_STATUS_FORBID': 'account_restricted',
  'ACQ.PULL_MOBILE_CASHIER_FAIL': 'declined',
  'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR': 'limit_exceeded',
  'ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR': 'limit_exceeded',
  'ACQ.BEYOND_PAY_RESTRICTION': 'limit_exceeded',
  'ACQ.BEYOND_PER_RECEIPT_RESTRICTION': 'limit_exceeded',
  'ACQ.TOTAL_FEE_EXCEED': 'limit_exceeded',
  'ACQ.PAYMENT_REQUEST_HAS_RISK': 'risk_refused',
  'ACQ.RISK_MERCHANT_IP_NOT_EXIST': 'risk_refused',
  'ACQ.TRADE_HAS_SUCCESS': 'already_paid',
  'ACQ.TRADE_HAS_CLOSE': 'expired',
  'ACQ.SYSTEM_ERROR': 'busy',
  FREQUENCY_LIMIT: 'busy',
  'isv.app-call-limited': 'busy',
  'isp.call-limited': 'busy',
  'ACQ.INVALID_PARAMETER': 'not_available',
  'ACQ.ACCESS_FORBIDDEN': 'not_available',
  'ACQ.PARTNER_ERROR': 'not_available',
  'ACQ.CONTEXT_INCONSISTENT': 'not_available',
  ACCESS_FORBIDDEN: 'not_available',
  ILLEGAL_ARGUMENT: 'not_available',
  AMOUNT_OUT_OF_RANGE: 'not_available',
  METHOD_NOT_OFFERED: 'not_available',
  CURRENCY_NOT_OFFERED: 'not_available',
}

export function describeFailure(code: string): FailureReason {
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined
  return known ?? (code.startsWith('isv.') ? 'not_available' : 'declined')
}
