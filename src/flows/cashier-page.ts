import { type Device, devicesOf, titleOf } from '../channels/index.ts'
import { channelOfAccount } from '../kernel/account-code.ts'
import type { Label } from '../kernel/machine.ts'
import { type Amount, sum } from '../kernel/money.ts'
import { findOrders, type Order, type Trade } from '../modules/order/index.ts'
import {
  type Attempt,
  DEFAULT_POLICIES,
  findPayment,
  findSchedule,
  IN_BOOKS,
  LAST_START,
  lacksPayer,
  mostByPoints,
  type Payer,
  type PlanPolicy,
  type PointsPolicy,
  partsOf,
  type Refund,
  type TermsAt,
  usablePoints,
} from '../modules/payment/index.ts'
import { emptyRoutingBook } from '../modules/routing/index.ts'
import { findWallet, type WalletBalance } from '../modules/wallet/index.ts'
import type { FlowDeps } from './deps.ts'
import { offers } from './offers.ts'

/** Why a way to pay cannot be taken now, in a word that a page has sentences for. */
export type Hindrance =
  | 'settled'
  | 'too_late'
  | 'payer_unknown'
  | 'currency'
  | 'not_offered'
  | 'out_of_order'
  | 'not_enough'
  | 'switched_off'
  /** Of several trades at once: the channel takes them one by one, or not so many. */
  | 'one_at_a_time'
  | 'too_many'

export type OfferedMethod = {
  readonly channel: string
  readonly method: string
  readonly title: Label
  readonly devices: readonly Device[]
  /** Whether the money can be held first and taken later (预授权). */
  readonly holds: boolean
  readonly available: boolean
  readonly reason: Hindrance | null
}

/** Everything that a page needs to let somebody pay, read in one go; it decides nothing and promises nothing. */
export type CashierPage = {
  readonly due: Amount
  readonly captured: Amount
  /** Money of open attempts: it may come at any moment. */
  readonly onItsWay: Amount
  /** What can still be paid: neither came in nor is on its way. */
  readonly open: Amount
  /** No attempt starts after this. */
  readonly lastStartAt: Date
  readonly plan: PlanPolicy
  readonly points: PointsPolicy &
    WalletBalance & { readonly usable: number; readonly value: Amount; readonly most: Amount }
  readonly wallet: WalletBalance & { readonly usable: Amount }
  readonly methods: readonly OfferedMethod[]
  readonly orders: readonly {
    readonly order: Order
    readonly open: Amount
    /** Whether this order can be paid by itself, apart from the others of its trade (row I3). */
    readonly apart: boolean
  }[]
  readonly attempts: readonly Attempt[]
  /** Money that is on its way back to the payer, or is there: what came too late, or beyond what was due. */
  readonly refunds: readonly Refund[]
  /** What a payment takes that names no amount. */
  readonly next: Amount
}

export function cashierPage(deps: Pick<FlowDeps, 'db' | 'clock' | 'channels' | 'policies' | 'routing'>) {
  const { db, clock } = deps
  const routing = deps.routing ?? emptyRoutingBook()

  return async function read(trade: Trade, payer: Payer = {}): Promise<CashierPage> {
    const policies = deps.policies ?? DEFAULT_POLICIES
    const [orders, view, own, schedule] = await Promise.all([
      findOrders(db, trade.orderNos),
      findPayment(db, trade.tradeNo),
      findWallet(db, trade.buyerId),
      findSchedule(db, trade.tradeNo),
    ])
    const now = clock.now()
    const plan = planOf(policies.plan(trade.scene), view?.payment)
    const points = policies.points()
    const items = itemsOf(orders, view)
    const attempts = [...(view?.attempts ?? [])].reverse()
    const due = sum(items.map((item) => item.due))
    const captured = sum(items.map((item) => item.captured))
    const onItsWay = sum(attempts.filter((attempt) => attempt.isOpen).map((attempt) => attempt.amount))
    // Under plan one an open attempt makes way for the next one, so it takes nothing away.
    const open = trade.state === 'open' ? Math.max(0, due - captured - (plan.isOneAtATime ? 0 : onItsWay)) : 0
    const lastStartAt = new Date(trade.expiresAt.getTime() - LAST_START)
    const isLate = now > lastStartAt
    const held = sum(attempts.filter((one) => one.isOpen && one.channel === 'wallet').map((one) => one.held))
    const free = own.wallet.free + (plan.isOneAtATime ? held : 0)
    const usable = plan.takesWallet ? Math.min(free, open) : 0
    const best = plan.takesPoints ? usablePoints(open, own.points.free, points) : { points: 0, value: 0 }
    const facts = { trade, orders, open, isLate, now, termsAt: policies.terms, payer }
    const unpaid = partsOf(due, captured, schedule).find((part) => part.paid < part.amount)
    return {
      due,
      captured,
      onItsWay,
      open,
      lastStartAt,
      plan,
      points: {
        ...points,
        ...own.points,
        usable: best.points,
        value: best.value,
        most: mostByPoints(open, points),
      },
      wallet: { ...own.wallet, usable },
      methods: [
        ...overWire(facts),
        ...inBooks(facts, plan, { wallet: usable, points: best.value === open ? best.value : 0 }),
      ],
      orders: orders.map((order) => {
        const item = items.find(({ orderNo }) => orderNo === order.orderNo)
        const left = trade.state === 'open' && item ? item.due - item.captured : 0
        return { order, open: left, apart: left > 0 && orders.length > 1 }
      }),
      attempts,
      refunds: (view?.refunds ?? []).filter(({ state }) => state !== 'rejected'),
      next: Math.min(open, unpaid ? unpaid.amount - unpaid.paid : open),
    }
  }

  type Facts = {
    readonly trade: Trade
    readonly orders: readonly Order[]
    readonly open: Amount
    readonly isLate: boolean
    readonly now: Date
    readonly termsAt: TermsAt
    readonly payer: Payer
  }

  /** Each method of each channel once, whichever of its accounts takes it. */
  function overWire({ trade, orders, open, isLate, now, termsAt, payer }: Facts): OfferedMethod[] {
    const found = new Map<string, OfferedMethod>()
    for (const channel of Object.values(deps.channels)) {
      const name = channelOfAccount(channel.code)
      const { currencies, methods } = channel.capabilities
      const isBroken = routing.health.standingOf(channel.code, now).isBroken
      for (const method of methods) {
        const offered = offers(orders, termsAt, { channel: name, capture: 'automatic', orderNo: null })
        const reason =
          hindranceOf({ open, isLate }) ??
          (!currencies.includes(trade.currency)
            ? 'currency'
            : !offered.ok
              ? 'not_offered'
              : isBroken
                ? 'out_of_order'
                : lacksPayer(method, payer)
                  ? 'payer_unknown'
                  : null)
        const known = found.get(`${name}/${method}`)
        if (known?.available) continue
        found.set(`${name}/${method}`, {
          channel: name,
          method,
          title: titleOf(name),
          devices: devicesOf(method),
          holds: channel.authorizing !== undefined,
          available: reason === null,
          reason,
        })
      }
    }
    return [...found.values()]
  }
}

const EVERYWHERE: readonly Device[] = ['desktop', 'mobile', 'wallet_browser', 'app']

/** How one can pay at all, whatever is to be paid. */
export function paymentMethods(
  channels: FlowDeps['channels'],
): readonly Pick<OfferedMethod, 'channel' | 'method' | 'title' | 'devices'>[] {
  const found = Object.values(channels).flatMap(({ code, capabilities }) =>
    capabilities.methods.map((method) => ({ channel: channelOfAccount(code), method })),
  )
  const wired = new Map(found.map(({ channel, method }) => [`${channel}/${method}`, { channel, method }]))
  return [
    ...[...wired.values()].map((one) => ({
      ...one,
      title: titleOf(one.channel),
      devices: devicesOf(one.method),
    })),
    ...(['wallet', 'points'] as const).map((channel) => ({
      channel,
      ...IN_BOOKS[channel],
      devices: EVERYWHERE,
    })),
  ]
}

/** Every account of ours at a channel, as those who route payments name it. */
export const openAccounts = (channels: FlowDeps['channels']) =>
  Object.values(channels).map(({ code, capabilities: { methods, currencies } }) => ({
    account: code,
    channel: channelOfAccount(code),
    title: titleOf(code),
    methods,
    currencies,
  }))

const hindranceOf = ({
  open,
  isLate,
}: {
  readonly open: Amount
  readonly isLate: boolean
}): Hindrance | null => (open === 0 ? 'settled' : isLate ? 'too_late' : null)

/** What our own books can pay alone; with less, they still pay a part beside a channel. */
function inBooks(
  { open, isLate }: { readonly open: Amount; readonly isLate: boolean },
  plan: PlanPolicy,
  pays: { readonly wallet: Amount; readonly points: Amount },
): OfferedMethod[] {
  return (['wallet', 'points'] as const).map((channel) => {
    const isOn = channel === 'wallet' ? plan.takesWallet : plan.takesPoints
    const reason =
      hindranceOf({ open, isLate }) ?? (!isOn ? 'switched_off' : pays[channel] < open ? 'not_enough' : null)
    const { method, title } = IN_BOOKS[channel]
    const devices = EVERYWHERE
    return { channel, method, title, devices, holds: false, available: reason === null, reason }
  })
}

type View = Awaited<ReturnType<typeof findPayment>>

/** The plans that were frozen when the payment was opened; before that, those that will be. */
const planOf = (plan: PlanPolicy, payment: NonNullable<View>['payment'] | undefined): PlanPolicy =>
  payment ? { ...plan, isOneAtATime: payment.isOneAtATime, takesParts: payment.takesParts } : plan

function itemsOf(orders: readonly Order[], view: View) {
  if (view)
    return view.items.map(({ itemNo, due, captured, cancelled }) => ({
      orderNo: itemNo,
      due: cancelled ? captured : due,
      captured,
    }))
  return orders
    .filter((order) => order.state === 'created')
    .map(({ orderNo, amounts }) => ({ orderNo, due: amounts.payable, captured: 0 }))
}
