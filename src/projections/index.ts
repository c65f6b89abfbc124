/**
 * Projections: views over many modules for those who run the house. They read, decide nothing and own no fact.
 */
export { onboardingOf } from './onboarding.ts'
export {
  linesOf,
  type PaymentReport,
  paymentReport,
  type ReportFilter,
  type ReportLine,
} from './payment-report/index.ts'
export { listTimers, type TimerPlace } from './timers.ts'
export { countQueues, listQueue, QUEUES, queuesFor } from './work-queue.ts'
