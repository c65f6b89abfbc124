import {
  AccountBookOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  BarChartOutlined,
  BarcodeOutlined,
  BellOutlined,
  BlockOutlined,
  BranchesOutlined,
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloudServerOutlined,
  ControlOutlined,
  ExperimentOutlined,
  FileSearchOutlined,
  FlagOutlined,
  FormOutlined,
  HomeOutlined,
  InboxOutlined,
  KeyOutlined,
  NotificationOutlined,
  PayCircleOutlined,
  ProfileOutlined,
  RocketOutlined,
  RollbackOutlined,
  SafetyCertificateOutlined,
  SendOutlined,
  ShareAltOutlined,
  ShopOutlined,
  TeamOutlined,
  WalletOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Permission } from '../session/session.tsx'
import type { ConsoleKey } from '../words/index.ts'

export type MenuEntry = {
  readonly path: string
  readonly name: ConsoleKey
  readonly icon: ReactNode
  /** The permission without which the page is not offered; null: every member of staff. */
  readonly needs: Permission | null
  /** Spans shops, so merchants' staff are not offered it. */
  readonly platform?: true
  /** Only in the demo. */
  readonly demo?: true
}
export type MenuGroup = { readonly name: ConsoleKey; readonly entries: readonly MenuEntry[] }

/** Every page of the console, in the order of a working day. */
export const MENU: readonly MenuGroup[] = [
  {
    name: 'menu.work',
    entries: [
      { path: '/', name: 'menu.home', icon: <HomeOutlined />, needs: null },
      { path: '/inbox', name: 'menu.inbox', icon: <BellOutlined />, needs: 'work_queue.read' },
    ],
  },
  {
    name: 'menu.trade',
    entries: [
      { path: '/orders', name: 'menu.orders', icon: <ProfileOutlined />, needs: 'order.read' },
      {
        path: '/payments',
        name: 'menu.payments',
        icon: <PayCircleOutlined />,
        needs: 'payment.read',
        platform: true,
      },
      { path: '/refunds', name: 'menu.refunds', icon: <RollbackOutlined />, needs: 'refund.read' },
      {
        path: '/disputes',
        name: 'menu.disputes',
        icon: <FlagOutlined />,
        needs: 'dispute.read',
        platform: true,
      },
      {
        path: '/duplicates',
        name: 'menu.duplicates',
        icon: <BlockOutlined />,
        needs: 'payment.read',
        platform: true,
      },
      {
        path: '/evidence',
        name: 'menu.evidence',
        icon: <FileSearchOutlined />,
        needs: 'evidence.read',
        platform: true,
      },
    ],
  },
  {
    name: 'menu.money',
    entries: [
      {
        path: '/payment-report',
        name: 'menu.payment_report',
        icon: <BarChartOutlined />,
        needs: 'payment.read',
      },
      {
        path: '/sharings',
        name: 'menu.sharings',
        icon: <ShareAltOutlined />,
        needs: 'payment.read',
        platform: true,
      },
      {
        path: '/hand-entries',
        name: 'menu.hand',
        icon: <FormOutlined />,
        needs: 'payment.read',
        platform: true,
      },
      {
        path: '/wallet-adjustments',
        name: 'menu.adjustments',
        icon: <WalletOutlined />,
        needs: 'wallet.read',
        platform: true,
      },
      { path: '/ledger', name: 'menu.accounts', icon: <AccountBookOutlined />, needs: 'ledger.read' },
      {
        path: '/trial-balance',
        name: 'menu.trial_balance',
        icon: <CheckCircleOutlined />,
        needs: 'ledger.read',
        platform: true,
      },
    ],
  },
  {
    name: 'menu.goods',
    entries: [
      { path: '/products', name: 'menu.products', icon: <BarcodeOutlined />, needs: 'product.read' },
      { path: '/stock', name: 'menu.stock', icon: <InboxOutlined />, needs: 'stock.read' },
      { path: '/shops', name: 'menu.shops', icon: <ShopOutlined />, needs: 'product.read' },
    ],
  },
  {
    name: 'menu.system',
    entries: [
      {
        path: '/routing',
        name: 'menu.routing',
        icon: <BranchesOutlined />,
        needs: 'routing.read',
        platform: true,
      },
      {
        path: '/payment-policy',
        name: 'menu.payment_policy',
        icon: <ControlOutlined />,
        needs: 'payment.read',
        platform: true,
      },
      { path: '/timers', name: 'menu.timers', icon: <ClockCircleOutlined />, needs: 'timer.read' },
      { path: '/events', name: 'menu.events', icon: <NotificationOutlined />, needs: 'event.read' },
      { path: '/push', name: 'menu.push', icon: <SendOutlined />, needs: 'push.read' },
      { path: '/webhooks', name: 'menu.webhooks', icon: <ApiOutlined />, needs: 'webhook.read' },
      { path: '/staff', name: 'menu.staff', icon: <TeamOutlined />, needs: 'staff.read' },
      { path: '/onboarding', name: 'menu.onboarding', icon: <RocketOutlined />, needs: 'webhook.read' },
      { path: '/keys', name: 'menu.keys', icon: <CloudServerOutlined />, needs: 'key.read' },
      { path: '/permissions', name: 'menu.permissions', icon: <KeyOutlined />, needs: null },
      { path: '/audit-log', name: 'menu.audit_log', icon: <AuditOutlined />, needs: 'audit.read' },
      { path: '/auditor', name: 'menu.auditor', icon: <SafetyCertificateOutlined />, needs: 'audit.read' },
      { path: '/machines', name: 'menu.machines', icon: <ApartmentOutlined />, needs: null },
      {
        path: '/simulator',
        name: 'menu.simulator',
        icon: <ExperimentOutlined />,
        needs: 'simulator.control',
        demo: true,
      },
    ],
  },
]

/** The entry a path belongs to: the longest that it begins with. */
export function entryOf(path: string): MenuEntry | undefined {
  const entries = MENU.flatMap((group) => group.entries)
  const inside = entries.filter((entry) => entry.path !== '/' && `${path}/`.startsWith(`${entry.path}/`))
  return inside[0] ?? entries.find((entry) => entry.path === '/')
}
