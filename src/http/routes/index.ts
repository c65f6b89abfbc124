import type { App, Doors } from '../doors.ts'
import { addressRoutes } from './addresses.ts'
import { auditorRoutes } from './auditor.ts'
import { cartRoutes } from './cart.ts'
import { cashierRoutes } from './cashier.ts'
import { catalogRoutes } from './catalog.ts'
import { channelRoutes } from './channels.ts'
import { checkoutRoutes } from './checkout.ts'
import { combinedOrderRoutes } from './combined-orders.ts'
import { consoleRoutes } from './console.ts'
import { contactRoutes } from './contact.ts'
import { disputeRoutes } from './disputes.ts'
import { duplicateRoutes } from './duplicates.ts'
import { eventRoutes } from './events.ts'
import { evidenceRoutes } from './evidence.ts'
import { handRoutes } from './hand.ts'
import { holdRoutes } from './holds.ts'
import { inboxRoutes } from './inbox.ts'
import { auditLogRoutes, keyRoutes } from './keys.ts'
import { ledgerRoutes } from './ledger.ts'
import { onboardingRoutes } from './onboarding.ts'
import { orderRoutes } from './orders.ts'
import { paymentSettingRoutes } from './payment-settings.ts'
import { paymentRoutes } from './payments.ts'
import { pointsRevaluationRoutes } from './points-revaluations.ts'
import { productRoutes } from './products.ts'
import { pushRoutes } from './push.ts'
import { pushTimeRoutes } from './push-times.ts'
import { redirectRoutes } from './redirects.ts'
import { refundRoutes } from './refunds.ts'
import { reportRoutes } from './reports.ts'
import { routingRoutes } from './routing.ts'
import { scheduleRoutes } from './schedule.ts'
import { sessionRoutes } from './session.ts'
import { sharingRoutes } from './sharings.ts'
import { shopRoutes } from './shops.ts'
import { simulatorRoutes } from './simulator.ts'
import { staffRoutes } from './staff.ts'
import { stockRoutes } from './stock.ts'
import { surplusRefundRoutes } from './surplus-refunds.ts'
import { timerRoutes } from './timers.ts'
import { tradeRoutes } from './trades.ts'
import { walletRoutes } from './wallet.ts'
import { walletAdjustmentRoutes } from './wallet-adjustments.ts'
import { webhookRoutes } from './webhooks.ts'
import { workQueueRoutes } from './work-queue.ts'

/** Every route of the API, in the order of its description. */
const ROUTES = [
  sessionRoutes,
  catalogRoutes,
  cartRoutes,
  addressRoutes,
  checkoutRoutes,
  tradeRoutes,
  cashierRoutes,
  combinedOrderRoutes,
  orderRoutes,
  scheduleRoutes,
  refundRoutes,
  redirectRoutes,
  surplusRefundRoutes,
  sharingRoutes,
  paymentRoutes,
  evidenceRoutes,
  holdRoutes,
  handRoutes,
  paymentSettingRoutes,
  walletRoutes,
  walletAdjustmentRoutes,
  pointsRevaluationRoutes,
  routingRoutes,
  disputeRoutes,
  duplicateRoutes,
  reportRoutes,
  ledgerRoutes,
  stockRoutes,
  shopRoutes,
  productRoutes,
  staffRoutes,
  keyRoutes,
  onboardingRoutes,
  auditLogRoutes,
  webhookRoutes,
  inboxRoutes,
  contactRoutes,
  pushRoutes,
  pushTimeRoutes,
  eventRoutes,
  workQueueRoutes,
  timerRoutes,
  consoleRoutes,
  auditorRoutes,
  channelRoutes,
  simulatorRoutes,
]

export const registerRoutes = (app: App, doors: Doors): void => {
  for (const routes of ROUTES) routes(app, doors)
}
