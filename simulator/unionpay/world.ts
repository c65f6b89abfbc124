import type { Clock } from '../../src/kernel/clock.ts'
import type { Faults } from '../faults.ts'
import type { Change } from '../journal.ts'
import type { Frame } from '../provider.ts'
import type { WaitClock } from '../waits.ts'
import type { FaultName, Operation } from './faults.ts'
import type { Chain, UnionpayKeys } from './keys.ts'
import type { MoneyLine, Notice, Order, Refund } from './types.ts'

/** The gateway's whole state. Rooms change it only through `commit`: one act, one line of the journal. */
export type World = {
  readonly clock: Clock
  readonly waits: WaitClock
  readonly keys: UnionpayKeys
  readonly refundDelayMs: number
  readonly orders: ReadonlyMap<string, Order>
  readonly ordersByTn: ReadonlyMap<string, string>
  readonly ordersByQueryId: ReadonlyMap<string, string>
  readonly refunds: ReadonlyMap<string, Refund>
  readonly notices: ReadonlyMap<string, Notice>
  /** Those that something still has to happen to. */
  openNotices(): Notice[]
  readonly openRefunds: ReadonlySet<string>
  readonly money: readonly MoneyLine[]
  readonly faults: Faults<FaultName, Operation>
  readonly baseUrl: () => string
  signingChain: number
  /** The chain that signs now. */
  chain(): Chain
  commit(act: Act): void
  /** Forgets orders, refunds, notices and money; keys stay. */
  reset(): void
}

export type Act = {
  readonly order?: Order
  readonly refund?: Refund
  readonly notices?: readonly Notice[]
  readonly money?: Omit<MoneyLine, 'no'>
}

export type WorldOptions = Pick<World, 'keys' | 'refundDelayMs'> & { readonly frame: Frame }

export function createWorld({ frame, keys, refundDelayMs }: WorldOptions): World {
  const { journal, clock, waits, baseUrl } = frame
  const kept = <T>(kind: string) => journal.kept.filter((c) => c.kind === kind).map((c) => c.record as T)
  const orders = new Map(kept<Order>('order').map((order) => [order.no, order]))
  const ordersByTn = new Map([...orders.values()].map((order) => [order.tn, order.no]))
  const ordersByQueryId = new Map([...orders.values()].map((order) => [order.queryId, order.no]))
  const refunds = new Map(kept<Refund>('refund').map((refund) => [refund.no, refund]))
  const notices = new Map(kept<Notice>('notice').map((notice) => [notice.key, notice]))
  const open = new Set([...notices.values()].filter(isOpen).map((notice) => notice.key))
  const openRefunds = new Set([...refunds.values()].filter((r) => r.state === 'processing').map((r) => r.no))
  const money = kept<MoneyLine>('money').sort((a, b) => a.no - b.no)

  const commit = (act: Act) => {
    const changes: Change[] = []
    if (act.order) {
      orders.set(act.order.no, act.order)
      ordersByTn.set(act.order.tn, act.order.no)
      ordersByQueryId.set(act.order.queryId, act.order.no)
      changes.push({ kind: 'order', id: act.order.no, record: act.order })
    }
    if (act.refund) {
      refunds.set(act.refund.no, act.refund)
      if (act.refund.state === 'processing') openRefunds.add(act.refund.no)
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
      if (isOpen(notice)) open.add(notice.key)
      else open.delete(notice.key)
      changes.push({ kind: 'notice', id: notice.key, record: notice })
    }
    if (changes.length > 0) journal.append(changes)
  }

  const world: World = {
    clock,
    waits,
    keys,
    refundDelayMs,
    orders,
    ordersByTn,
    ordersByQueryId,
    refunds,
    notices,
    openNotices: () => [...open].map((key) => notices.get(key)!),
    openRefunds,
    money,
    faults: frame.faults,
    baseUrl,
    signingChain: 0,
    chain: () => keys.chains[world.signingChain]!,
    commit,
    reset: () => {
      const gone = (kind: string, ids: Iterable<string | number>) =>
        [...ids].map((id) => ({ kind, id: String(id), record: null }))
      journal.append([
        ...gone('order', orders.keys()),
        ...gone('refund', refunds.keys()),
        ...gone('notice', notices.keys()),
        ...gone(
          'money',
          money.map((line) => line.no),
        ),
      ])
      for (const one of [orders, ordersByTn, ordersByQueryId, refunds, notices]) one.clear()
      open.clear()
      openRefunds.clear()
      money.length = 0
    },
  }
  return world
}

const isOpen = (notice: Notice) => notice.state !== 'delivered' && notice.state !== 'given_up'
