import { present } from '../kernel/assert.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import {
  type Actor,
  cancelUnpaid,
  complete,
  confirm,
  decline,
  type Order,
  type OrderRejection,
  orderRejections,
  settleTrade,
  type Trade,
  withdraw,
} from '../modules/order/index.ts'
import { cancelItem, openAttempts } from '../modules/payment/index.ts'
import { decideBeginClose, mayTouch } from './close.ts'
import { releaseStock, returnStock, uncover } from './cover.ts'
import { approvePaidPart, approveWhole } from './refund.ts'
import { settleHolds } from './secured.ts'
import { type SubjectCommand, type World, worldLane } from './world.ts'

export type ActOnOrder = SubjectCommand & {
  /** `withdraw`: it came back, or nobody collected it, before its money came. */
  readonly action: 'cancel' | 'confirm' | 'complete' | 'decline' | 'withdraw'
  readonly actor: Actor
  readonly reason: string | null
}

export type Acted = {
  readonly orderNo: string
  readonly state: Order['state']
  /** Attempts whose held money is to be taken or let go now. */
  readonly dueAttemptNos: readonly string[]
}

/** What people do to one order by name. Whose order it is was proven at the door for staff, here for the buyer. */
export const orderActionLane = (wiring: Parameters<typeof worldLane>[0]) =>
  worldLane<ActOnOrder, Acted, OrderRejection>(wiring, {
    operation: 'order.act',
    keys: 'table',
    retryOf: (code) => orderRejections[code].retry,
    decide: decideAction,
  })

export function decideAction(world: World, command: ActOnOrder): Outcome<Acted, OrderRejection> {
  const order = world.orders.orders.get(command.subject)
  if (!order || !mayTouch(command.actor, order.buyerId)) return reject('not_found')
  const moved = { actor: command.actor, at: command.now, reason: command.reason }
  const outcome = act(world, order, command, moved)
  if (!outcome.ok) return outcome
  const { orderNo, state, tradeNo } = order
  const due = (world.payments.attemptsOf.get(tradeNo) ?? []).filter(
    (one) => one.capture === 'manual' && one.nextQueryAt !== null && one.nextQueryAt <= command.now,
  )
  return accept({ orderNo, state, dueAttemptNos: due.map(({ attemptNo }) => attemptNo) })
}

type Moved = { readonly actor: Actor; readonly at: Date; readonly reason: string | null }

function act(
  world: World,
  order: Order,
  command: ActOnOrder,
  moved: Moved,
): Outcome<unknown, OrderRejection> {
  switch (command.action) {
    case 'cancel':
      return cancel(world, order, command, moved)
    case 'confirm': {
      const confirmed = confirm(world.orders, order, moved)
      if (confirmed.ok) settleHolds(world, tradeOf(world, order), moved.at)
      return confirmed
    }
    case 'complete':
      return complete(world.orders, order, moved)
    case 'withdraw': {
      const withdrawn = withdraw(world.orders, order, moved)
      if (!withdrawn.ok) return withdrawn
      returnStock(world, order, moved.actor.id, moved.at)
      giveUp(world, order, moved)
      return withdrawn
    }
    case 'decline': {
      const declined = decline(world.orders, order, moved)
      if (!declined.ok) return declined
      returnStock(world, order, moved.actor.id, moved.at)
      if (order.paymentState !== 'paid') {
        giveUp(world, order, moved)
        return declined
      }
      uncover(world, order, moved.at)
      const refundNo = world.nextNo('refund', shardOfNumber(order.orderNo))
      approveWhole(
        world,
        order,
        { refundNo, reason: command.reason ?? 'declined', requestedBy: 'rule:declined' },
        moved.at,
      )
      return declined
    }
  }
}

const tradeOf = (world: World, order: Order): Trade =>
  present(world.orders.trades.get(order.tradeNo), `trade ${order.tradeNo}`)

/** Nobody pays for an order any more that was never paid in full: what was promised for it is let go. */
function giveUp(world: World, order: Order, { actor, at }: Moved): void {
  const trade = tradeOf(world, order)
  const held = world.payments.payments.get(trade.tradeNo)
  if (held) cancelItem(world.payments, held, order.orderNo, { actor: actor.id, at })
  approvePaidPart(world, order, order.cancelReason ?? 'withdrawn', at)
  settleTrade(world.orders, trade, { actor: { id: 'rule:rest_paid', by: 'platform' }, at })
  settleHolds(world, trade, at)
}

/** One child of a trade that is not paid yet. While an attempt could still pay it, this is refused for now. */
function cancel(
  world: World,
  order: Order,
  command: ActOnOrder,
  moved: Moved,
): Outcome<unknown, OrderRejection> {
  if (order.state !== 'created') return reject('illegal_move', { detail: { state: order.state } })
  const trade = present(world.orders.trades.get(order.tradeNo), `trade ${order.tradeNo}`)
  const alive = trade.orderNos.filter((no) => world.orders.orders.get(no)?.state === 'created')
  if (alive.length === 1) {
    const reason = command.reason ?? 'cancelled'
    return decideBeginClose(world, { ...command, subject: trade.tradeNo, reason })
  }
  const held = world.payments.payments.get(trade.tradeNo)
  const open = held ? openAttempts(world.payments, held)[0] : undefined
  if (open) return reject('attempt_open', { detail: { attemptNo: open.attemptNo } })
  cancelUnpaid(world.orders, order, moved)
  releaseStock(world, order, moved.actor.id, moved.at)
  if (held) cancelItem(world.payments, held, order.orderNo, { actor: moved.actor.id, at: moved.at })
  approvePaidPart(world, order, moved.reason ?? 'cancelled', moved.at)
  settleTrade(world.orders, trade, { ...moved, actor: { id: 'rule:rest_paid', by: 'platform' } })
  return accept(undefined)
}
