import type { Clock } from '../../src/kernel/clock.ts'
import type { Faults } from '../faults.ts'
import type { Frame } from '../provider.ts'
import type { WaitClock } from '../waits.ts'
import type { FaultName, Operation } from './faults.ts'
import type { WechatKeys } from './keys.ts'
import { openShelf, type Shelf } from './shelf.ts'
import type {
  Combined,
  Flow,
  MoneyLine,
  Notice,
  Order,
  Receiver,
  Refund,
  Share,
  ShareReturn,
} from './types.ts'

/** Limits of the real provider; each can be switched off for a test that is about something else. */
export type Limits = {
  /** At most 6 refused refund calls a second. */
  errorLimiter: boolean
  /** One minute between two refunds of an order. */
  refundSpacing: boolean
  /** 50 partial refunds of an order. */
  refundCap: boolean
  /** One minute from a payment to its first share. */
  shareDelay: boolean
}

/** The provider's whole state. Rooms change it only through `commit`: one act, one line of the journal. */
export type World = {
  readonly clock: Clock
  readonly waits: WaitClock
  readonly keys: WechatKeys
  readonly limits: Limits
  readonly refundDelayMs: number
  readonly baseUrl: () => string
  readonly orders: ReadonlyMap<string, Order>
  readonly ordersByCode: ReadonlyMap<string, string>
  readonly ordersByTransaction: ReadonlyMap<string, string>
  readonly combined: ReadonlyMap<string, Combined>
  readonly refunds: ReadonlyMap<string, Refund>
  readonly notices: ReadonlyMap<string, Notice>
  readonly receivers: ReadonlyMap<string, Receiver>
  readonly shares: ReadonlyMap<string, Share>
  readonly shareReturns: ReadonlyMap<string, ShareReturn>
  /** Breaks put into the bills, by the control API. */
  readonly bookBreaks: ReadonlyMap<string, BillBreak>
  /** What something still has to happen to. */
  openNotices(): Notice[]
  readonly openRefunds: ReadonlySet<string>
  readonly openShares: ReadonlySet<string>
  readonly openShareReturns: ReadonlySet<string>
  /** Orders whose frozen money will become free by itself. */
  readonly frozenOrders: ReadonlySet<string>
  readonly money: readonly MoneyLine[]
  readonly flows: readonly Flow[]
  readonly faults: Faults<FaultName, Operation>
  signingKey: number
  commit(act: Act): void
  /** Forgets everything but the keys. */
  reset(): void
}

/** A row of a bill that is told otherwise than it was. */
export type BillBreak = {
  readonly id: string
  readonly kind: 'trade' | 'fund'
  readonly how: 'dropped' | 'doubled' | 'one_fen_off' | 'next_day'
  /** The order's or the refund's number. */
  readonly no: string
}

export type Act = {
  readonly orders?: readonly Order[]
  readonly combined?: Combined
  readonly refund?: Refund
  readonly notices?: readonly Notice[]
  readonly money?: readonly Omit<MoneyLine, 'no'>[]
  readonly flows?: readonly Omit<Flow, 'no'>[]
  readonly receiver?: Receiver
  readonly receiverGone?: Receiver
  readonly share?: Share
  readonly shareReturn?: ShareReturn
  readonly bookBreak?: BillBreak
}

export type WorldOptions = Pick<World, 'keys' | 'limits' | 'refundDelayMs'> & { readonly frame: Frame }

export const receiverKey = ({ type, account }: Pick<Receiver, 'type' | 'account'>) => `${type} ${account}`

export function createWorld({ frame, ...options }: WorldOptions): World {
  const { journal, clock, waits, faults, baseUrl } = frame
  const orders = openShelf<Order>('order', journal, ({ no }) => no)
  const combined = openShelf<Combined>('combined', journal, ({ no }) => no)
  const refunds = openShelf<Refund>('refund', journal, ({ no }) => no, isOpenRefund)
  const notices = openShelf<Notice>('notice', journal, ({ key }) => key, isOpenNotice)
  const receivers = openShelf<Receiver>('receiver', journal, receiverKey)
  const shares = openShelf<Share>(
    'share',
    journal,
    ({ no }) => no,
    ({ state }) => state === 'PROCESSING',
  )
  const shareReturns = openShelf<ShareReturn>(
    'share_return',
    journal,
    ({ no }) => no,
    ({ result }) => result === 'PROCESSING',
  )
  const bookBreaks = openShelf<BillBreak>('bill_break', journal, ({ id }) => id)
  const money = openShelf<MoneyLine>('money', journal, ({ no }) => String(no))
  const flows = openShelf<Flow>('flow', journal, ({ no }) => String(no))
  const shelves: readonly Pick<Shelf<unknown>, 'clear'>[] = [
    orders,
    combined,
    refunds,
    notices,
    receivers,
    shares,
    shareReturns,
    bookBreaks,
    money,
    flows,
  ]
  const ordersByCode = new Map<string, string>()
  const ordersByTransaction = new Map<string, string>()
  const frozenOrders = new Set<string>()
  const index = (order: Order) => {
    const { no, codeUrl, paid, sharing } = order
    if (order.combinedNo === undefined) ordersByCode.set(codeUrl, no)
    if (paid) ordersByTransaction.set(paid.transactionId, no)
    if (paid && sharing && !sharing.isFinished) frozenOrders.add(no)
    else frozenOrders.delete(no)
  }
  for (const order of orders.all.values()) index(order)
  for (const one of combined.all.values()) ordersByCode.set(one.code, one.no)

  const commit = (act: Act) => {
    for (const order of act.orders ?? []) index(order)
    if (act.combined) ordersByCode.set(act.combined.code, act.combined.no)
    const changes = [
      ...(act.orders ?? []).map(orders.put),
      ...optional(act.combined, combined.put),
      ...optional(act.refund, refunds.put),
      ...(act.money ?? []).map((line) => money.put({ ...line, no: money.all.size + 1 })),
      ...(act.flows ?? []).map((flow) => flows.put({ ...flow, no: flows.all.size + 1 })),
      ...(act.notices ?? []).map(notices.put),
      ...optional(act.receiver, receivers.put),
      ...optional(act.receiverGone, receivers.remove),
      ...optional(act.share, shares.put),
      ...optional(act.shareReturn, shareReturns.put),
      ...optional(act.bookBreak, bookBreaks.put),
    ]
    if (changes.length > 0) journal.append(changes)
  }

  return {
    ...options,
    clock,
    waits,
    baseUrl,
    faults,
    orders: orders.all,
    ordersByCode,
    ordersByTransaction,
    combined: combined.all,
    refunds: refunds.all,
    notices: notices.all,
    receivers: receivers.all,
    shares: shares.all,
    shareReturns: shareReturns.all,
    bookBreaks: bookBreaks.all,
    openNotices: () => [...notices.open].map((key) => notices.all.get(key)!),
    openRefunds: refunds.open,
    openShares: shares.open,
    openShareReturns: shareReturns.open,
    frozenOrders,
    get money() {
      return [...money.all.values()]
    },
    get flows() {
      return [...flows.all.values()]
    },
    signingKey: 0,
    commit,
    reset: () => {
      journal.append(shelves.flatMap((shelf) => shelf.clear()))
      ordersByCode.clear()
      ordersByTransaction.clear()
      frozenOrders.clear()
      faults.clear()
    },
  }
}

const optional = <T, C>(record: T | undefined, put: (record: T) => C): C[] =>
  record === undefined ? [] : [put(record)]

const isOpenRefund = ({ status }: Refund) => status === 'PROCESSING'
const isOpenNotice = ({ state }: Notice) => state !== 'delivered' && state !== 'given_up'
