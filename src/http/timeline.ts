import { buyerWords, refundReasonOf, refundReasons } from '../channels/index.ts'
import type { Definition, Label } from '../kernel/machine.ts'
import type { Buyer, ServerKey, Staff } from '../modules/account/index.ts'
import {
  type Order,
  orderMachine,
  orderPaymentMachine,
  timelineOf,
  tradeMachine,
} from '../modules/order/index.ts'
import {
  attemptMachine,
  findPayment,
  paymentHistoryNo,
  paymentMachine,
  refundMachine,
} from '../modules/payment/index.ts'
import type { Db } from '../platform/db.ts'

const MACHINES: ReadonlyMap<string, Definition> = new Map(
  [tradeMachine, orderMachine, orderPaymentMachine, paymentMachine, attemptMachine, refundMachine].map(
    (machine) => [machine.name as string, machine as Definition],
  ),
)

/** `machine:from>on>to` as it stands in the history, with the words of its machine. */
export const readMove = (
  move: string,
): { move: Record<'machine' | 'from' | 'on' | 'to', string>; label: Label } => {
  const [machine = '', steps = ''] = move.split(':')
  const [from = '', on = '', to = ''] = steps.split('>')
  const definition = MACHINES.get(machine)
  const label = definition?.transitions.find((one) => one.from === from && one.on === on)?.label
  return { move: { machine, from, on, to }, label: label ?? { zh: on, en: on } }
}

/** A buyer reads who acted by kind: the names of staff are not his business. */
const actorSeen = (actor: string, caller: Buyer | Staff | ServerKey): string =>
  caller.kind === 'buyer' ? (actor.split(':')[0] ?? actor) : actor

/** A channel's word is said in words; it stands beside them for staff, as does what was noted about an attempt. */
function reasonSeen(machine: string, on: string, reason: string | null, caller: Buyer | Staff | ServerKey) {
  const own = caller.kind === 'buyer'
  const isWord = machine === refundMachine.name && on === 'fail' && reason !== null
  const { staff, buyer } = refundReasons[refundReasonOf(reason ?? '')]
  const isNote = isWord || machine === attemptMachine.name
  return { reason: own && isNote ? null : reason, why: isWord ? (own ? buyerWords[buyer] : staff) : null }
}

/**
 * Everything that happened to an order: its own moves, its trade's, and those of the payments that paid it. A merchant
 * sees of a trade over several shops only what concerns his own order.
 */
export const timelineOfOrder = async (db: Db, order: Order, caller: Buyer | Staff | ServerKey) => {
  const view = await findPayment(db, order.tradeNo)
  const attempts = view?.attempts.filter(({ itemNos }) => itemNos.includes(order.orderNo)) ?? []
  const refunds = view?.refunds.filter(({ itemNo }) => itemNo === order.orderNo) ?? []
  const whole = caller.kind === 'buyer' || caller.shopId === null
  const nos = [
    order.orderNo,
    ...(whole ? [order.tradeNo, paymentHistoryNo(order.tradeNo)] : []),
    ...attempts.map(({ attemptNo }) => attemptNo),
    ...refunds.map(({ refundNo }) => refundNo),
  ]
  const rows = await timelineOf(db, nos)
  return rows.map(({ at, no, move, actor, reason }) => {
    const made = readMove(move)
    const { machine = '', on = '' } = made.move
    return { at, no, actor: actorSeen(actor, caller), ...made, ...reasonSeen(machine, on, reason, caller) }
  })
}
