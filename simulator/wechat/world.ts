import type { Clock } from '../../src/kernel/clock.ts'
import type { Faults } from '../faults.ts'
import type { Change } from '../journal.ts'
import type { Frame } from '../provider.ts'
import type { WaitClock } from '../waits.ts'
import type { FaultName, Operation } from './faults.ts'
import type { WechatKeys } from './keys.ts'
import type { MoneyLine, Notice, Order, Refund } from './types.ts'

/** Limits of the real provider; each can be switched off for a test that is about something else. */
export type Limits = {
  /** At most 6 refused refund calls a second. */
  errorLimiter: boolean
  /** One minute between two refunds of an order. */
  refundSpacing: boolean
  /** 50 partial refunds of an order. */
  refundCap: boolean
}

/** The provider's whole state. Rooms change it only through `commit`: one act, one line of the journal. */
export type World = {
  readonly clock: Clock
  readonly waits: WaitClock
  readonly keys: WechatKeys
  readonly limits: Limits
  readonly refundDelayMs: number
  readonly orders: ReadonlyMap<string, Order>
  readonly ordersByCode: ReadonlyMap<string, string>
  readonly ordersByTransaction: ReadonlyMap<string, string>
  readonly refunds: ReadonlyMap<string, Refund>
  readonly notices: ReadonlyMap<string, Notice>
  /** Notices and refunds that something still has to happen to. */
  readonly openNotices: ReadonlySet<string>
  readonly openRefunds: ReadonlySet<string>
  readonly money: readonly MoneyLine[]
  readonly faults: Faults<FaultName, Operation>
  signingKey: number
  commit(act: Act): void
  /** Forgets orders, refunds, notices, money and faults; keys stay. */
  reset(): void
}

export type Act = {
  readonly order?: Order
  readonly refund?: Refund
  readonly notices?: readonly Notice[]
  readonly money?: Omit<MoneyLine, 'no'>
}

export type WorldOptions = Pick<World, 'keys' | 'limits' | 'refundDelayMs'> & { readonly frame: Frame }

export function createWorld({ frame, ...options }: WorldOptions): World {
  const { journal, clock, waits, faults } = frame
  const kept = <T>(kind: string) => journal.kept.filter((c) => c.kind === kind).map((c) => c.record as T)
  const orders = new Map(kept<Order>('order').map((order) => [order.no, order]))
  const ordersByCode = new Map([...orders.values()].map((order) => [order.codeUrl, order.no]))
  const ordersByTransaction = new Map<string, string>()
  for (const { paid, no } of orders.values()) if (paid) ordersByTransaction.set(paid.transactionId, no)
  const refunds = new Map(kept<Refund>('refund').map((refund) => [refund.no, refund]))
  const notices = new Map(kept<Notice>('notice').map((notice) => [notice.key, notice]))
  const openNotices = new Set([...notices.values()].filter(isOpen).map((notice) => notice.key))
  const openRefunds = new Set([...refunds.values()].filter((r) => r.status === 'PROCESSING').map((r) => r.no))
  const money = kept<MoneyLine>('money').sort((a, b) => a.no - b.no)

  const commit = (act: Act) => {
    const changes: Change[] = []
    if (act.order) {
      orders.set(act.order.no, act.order)
      ordersByCode.set(act.order.codeUrl, act.order.no)
      if (act.order.paid) ordersByTransaction.set(act.order.paid.transactionId, act.order.no)
      changes.push({ kind: 'order', id: act.order.no, record: act.order })
    }
    if (act.refund) {
      refunds.set(act.refund.no, act.refund)
      if (act.refund.status === 'PROCESSING') openRefunds.add(act.refund.no)
      else openRefunds.delete(act.refund.no)
      changes.push({ kind: 'refund', id: act.refund.no, record: act.refund })
    }
    if (act.money) {
      const line = { ...act.money, no: money.length + 1 }
      money.push(line)
      changes.push({ kind: 'money', id: String(line.no), record: line })
    }
    for (const notice of act.notices ?? []) {
      notices.set(notice.key, notice)
      if (isOpen(notice)) openNotices.add(notice.key)
      else openNotices.delete(notice.key)
      changes.push({ kind: 'notice', id: notice.key, record: notice })
    }
    if (changes.length > 0) journal.append(changes)
  }

  return {
    ...options,
    clock,
    waits,
    orders,
    ordersByCode,
    ordersByTransaction,
    refunds,
    notices,
    openNotices,
    openRefunds,
    money,
    faults,
    signingKey: 0,
    commit,
    reset: () => {
      const gone = (kind: string, ids: Iterable<string>) => [...ids].map((id) => ({ kind, id, record: null }))
      journal.append([
        ...gone('order', orders.keys()),
        ...gone('refund', refunds.keys()),
        ...gone('notice', notices.keys()),
        ...gone(
          'money',
          money.map((line) => String(line.no)),
        ),
      ])
      orders.clear()
      ordersByCode.clear()
      ordersByTransaction.clear()
      refunds.clear()
      notices.clear()
      openNotices.clear()
      openRefunds.clear()
      money.length = 0
      faults.clear()
    },
  }
}

const isOpen = (notice: Notice) => notice.state !== 'delivered' && notice.state !== 'given_up'
