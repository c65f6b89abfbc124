/**
 * Flows 流程: the only rooms that join modules in one transaction. They hold no rule and no SQL: rules are the
 * modules' decisions, statements the modules' stores. Everything that changes a trade goes through here.
 */

import { emptyRoutingBook } from '../modules/routing/index.ts'
import { checkoutFlow } from './buy.ts'
import { cashierFlow } from './cashier.ts'
import { cashierPage, openAccounts, paymentMethods } from './cashier-page.ts'
import { channelCalls } from './channel-calls.ts'
import { combinedOrderFlow } from './combined-order.ts'
import { combinedPage } from './combined-page.ts'
import type { FlowDeps } from './deps.ts'
import { disputeFlow } from './dispute-desk.ts'
import { duplicateFlow } from './duplicates.ts'
import { openLanes } from './lanes.ts'
import { observedChannels } from './observed.ts'
import { sharingCalls } from './sharing-calls.ts'
import { sharingFlow } from './sharing-staff.ts'
import { shopDeskFlow } from './shop-desk.ts'
import { staffFlow } from './staff.ts'
import { sweeps } from './sweeps.ts'
import { walletFlow } from './wallets.ts'

export type { PlaceRequest } from './buy.ts'
export type { CashierPage, Hindrance } from './cashier-page.ts'
export { isSent, type PricedCheckout, priceCheckout, type Wanted } from './checkout.ts'
export type { CombinedOrder } from './combined-order.ts'
export type { CombinedPage } from './combined-page.ts'
export type { CallerKey, FlowDeps } from './deps.ts'
export type { PlacedTrade } from './place.ts'
export { plansOf } from './plans.ts'
export { openTeller, PUSH_READER, type Teller } from './push.ts'

export function openFlows(given: FlowDeps) {
  const routing = given.routing ?? emptyRoutingBook()
  const deps: FlowDeps = { ...given, routing, channels: observedChannels(given, routing.health) }
  const lanes = openLanes(deps)
  const shared = sharingCalls(deps, lanes)
  const calls = channelCalls(deps, lanes, shared)
  const cashier = cashierFlow(deps, lanes, calls)
  const { pay, checkAttempt } = cashier
  const page = cashierPage(deps)
  const { scanDuplicates, scanDuplicatesDaily } = duplicateFlow(deps)
  const { sendSharings, coverOwed, ...sharing } = sharingFlow(deps, lanes, shared)
  return {
    ...checkoutFlow(deps, lanes, cashier),
    pay,
    checkAttempt,
    ...combinedOrderFlow(deps, lanes, calls, cashier),
    cashierPage: page,
    combinedPage: combinedPage(deps, page),
    paymentMethods: () => paymentMethods(deps.channels),
    openAccounts: () => openAccounts(deps.channels),
    ...staffFlow(deps, lanes, calls),
    ...shopDeskFlow(deps, lanes, calls),
    ...sharing,
    ...disputeFlow(deps, lanes, calls),
    ...walletFlow(deps, lanes),
    receiveNotice: calls.receiveNotice,
    scanDuplicates,
    sweeps: { ...sweeps(deps, lanes, calls), sendSharings, coverOwed, scanDuplicates: scanDuplicatesDaily },
    lanes,
    /** Resolves when every command that was submitted has been answered. */
    idle: async (): Promise<void> => {
      await calls.idle()
      for (const lane of Object.values(lanes)) await lane.idle()
    },
  }
}

export type Flows = ReturnType<typeof openFlows>
