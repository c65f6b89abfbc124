import { createBrowserRouter, type RouteObject } from 'react-router'
import { StaffOnly } from './session/session.tsx'
import { SignInPage } from './session/sign-in.tsx'
import { NotFoundPage } from './shell/not-found.tsx'
import { Shell } from './shell/shell.tsx'

const page = (path: string, load: () => Promise<React.ComponentType>): RouteObject => ({
  path,
  lazy: async () => ({ Component: await load() }),
})

const pages: RouteObject[] = [
  page('/', async () => (await import('./home/home.tsx')).HomePage),
  page('/queue/:code', async () => (await import('./home/queue.tsx')).QueuePage),
  page('/orders', async () => (await import('./orders/list.tsx')).OrdersPage),
  page('/orders/:no', async () => (await import('./orders/order.tsx')).OrderPage),
  page('/payments', async () => (await import('./payments/list.tsx')).PaymentsPage),
  page('/payments/:no', async () => (await import('./payments/payment.tsx')).PaymentPage),
  page('/refunds', async () => (await import('./payments/refunds.tsx')).RefundsPage),
  page('/refunds/:no', async () => (await import('./payments/refund.tsx')).RefundPage),
  page('/disputes', async () => (await import('./disputes/list.tsx')).DisputesPage),
  page('/disputes/:no', async () => (await import('./disputes/dispute.tsx')).DisputePage),
  page('/hand-entries', async () => (await import('./hand/entries.tsx')).HandEntriesPage),
  page('/duplicates', async () => (await import('./payments/duplicates.tsx')).DuplicatesPage),
  page('/sharings', async () => (await import('./sharings/list.tsx')).SharingsPage),
  page('/sharings/:no', async () => (await import('./sharings/one.tsx')).SharingPage),
  page('/evidence', async () => (await import('./evidence/list.tsx')).EvidencePage),
  page('/evidence/:id', async () => (await import('./evidence/one.tsx')).EvidenceOnePage),
  page('/payment-report', async () => (await import('./reports/payments.tsx')).PaymentReportPage),
  page('/wallet-adjustments', async () => (await import('./wallets/adjustments.tsx')).AdjustmentsPage),
  page('/routing', async () => (await import('./routing/page.tsx')).RoutingPage),
  page('/payment-policy', async () => (await import('./routing/policy.tsx')).PaymentPolicyPage),
  page('/ledger', async () => (await import('./ledger/accounts.tsx')).AccountsPage),
  page('/ledger/accounts/:id', async () => (await import('./ledger/postings.tsx')).PostingsPage),
  page('/ledger/journals/:no', async () => (await import('./ledger/journal.tsx')).JournalPage),
  page('/trial-balance', async () => (await import('./ledger/trial-balance.tsx')).TrialBalancePage),
  page('/products', async () => (await import('./goods/products.tsx')).ProductsPage),
  page('/products/:id', async () => (await import('./goods/product.tsx')).ProductPage),
  page('/stock', async () => (await import('./goods/stock.tsx')).StockPage),
  page('/stock/:skuId', async () => (await import('./goods/moves.tsx')).StockMovesPage),
  page('/shops', async () => (await import('./goods/shops.tsx')).ShopsPage),
  page('/timers', async () => (await import('./system/timers.tsx')).TimersPage),
  page('/events', async () => (await import('./system/events.tsx')).EventsPage),
  page('/inbox', async () => (await import('./push/inbox.tsx')).InboxPage),
  page('/push', async () => (await import('./push/push.tsx')).PushPage),
  page('/webhooks', async () => (await import('./system/webhooks.tsx')).WebhooksPage),
  page('/staff', async () => (await import('./system/staff.tsx')).StaffPage),
  page('/onboarding', async () => (await import('./system/onboarding.tsx')).OnboardingPage),
  page('/keys', async () => (await import('./system/keys.tsx')).KeysPage),
  page('/permissions', async () => (await import('./system/permissions.tsx')).PermissionsPage),
  page('/audit-log', async () => (await import('./system/audit-log.tsx')).AuditLogPage),
  page('/auditor', async () => (await import('./system/auditor.tsx')).AuditorPage),
  page('/machines', async () => (await import('./machines/page.tsx')).MachinesPage),
  page('/simulator', async () => (await import('./system/simulator.tsx')).SimulatorPage),
  { path: '*', Component: NotFoundPage },
]

export const router = createBrowserRouter(
  [
    { path: '/sign-in', Component: SignInPage },
    {
      element: (
        <StaffOnly>
          <Shell />
        </StaffOnly>
      ),
      children: pages,
    },
  ],
  { basename: '/console' },
)
