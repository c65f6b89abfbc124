import type { Check } from '../types.ts'
import { combinedChecks } from './combined.ts'
import { historyChecks } from './history.ts'
import { ledgerChecks } from './ledger.ts'
import { paymentChecks } from './payment.ts'
import { priceChecks } from './price.ts'
import { recordChecks } from './record.ts'
import { refundChecks } from './refund.ts'
import { scheduleChecks } from './schedule.ts'
import { securedChecks } from './secured.ts'
import { sharingChecks } from './sharing.ts'
import { stockChecks } from './stock.ts'
import { walletChecks } from './wallet.ts'

/** All rules, in the order in which their breaks are best read: the cause before what follows from it. */
export const CHECKS: readonly Check[] = [
  ...priceChecks,
  ...stockChecks,
  ...paymentChecks,
  ...combinedChecks,
  ...securedChecks,
  ...scheduleChecks,
  ...refundChecks,
  ...sharingChecks,
  ...walletChecks,
  ...ledgerChecks,
  ...historyChecks,
  ...recordChecks,
]
