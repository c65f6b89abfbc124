import {
  type Buyer,
  findPeople,
  reachOf,
  type ServerKey,
  type Staff,
  withinReach,
} from '../modules/account/index.ts'
import {
  findLines,
  findOrders,
  findTrade,
  type Order,
  type OrderLine,
  type Trade,
} from '../modules/order/index.ts'
import { type Attempt, findAttempt } from '../modules/payment/index.ts'
import type { Doors } from './doors.ts'
import { renderOrder, renderTrade, type Seen } from './render/order.ts'

type Insider = Buyer | Staff | ServerKey

/** An order that the caller may see; null for one of somebody else, as for one that is not there. */
export const orderWithin = async ({ db }: Doors, no: string, caller: Insider): Promise<Order | null> => {
  const [order] = await findOrders(db, [no])
  return order && withinReach(reachOf(caller), order) ? order : null
}

/** A trade that the caller may see whole: its buyer, the platform, or the one shop that all of it was bought from. */
export const tradeWithin = async ({ db }: Doors, no: string, caller: Insider): Promise<Trade | null> => {
  const trade = await findTrade(db, no)
  if (!trade) return null
  const reach = reachOf(caller)
  if (reach.kind !== 'shop') return withinReach(reach, { buyerId: trade.buyerId }) ? trade : null
  const orders = await findOrders(db, trade.orderNos)
  return orders.every((order) => withinReach(reach, order)) ? trade : null
}

/** An attempt whose orders the caller may see, all of them: a shop that of its own order, whatever else the trade holds. */
export const attemptWithin = async (doors: Doors, no: string, caller: Insider): Promise<Attempt | null> => {
  const attempt = await findAttempt(doors.db, no)
  if (!attempt) return null
  const orders = await findOrders(doors.db, attempt.itemNos)
  const isSeen = orders.length > 0 && orders.every((order) => withinReach(reachOf(caller), order))
  return isSeen ? attempt : null
}

const linesByOrder = async ({ db }: Doors, orders: readonly Order[]): Promise<Map<string, OrderLine[]>> =>
  Map.groupBy(
    await findLines(
      db,
      orders.map(({ orderNo }) => orderNo),
    ),
    ({ orderNo }) => orderNo,
  )

/** What rendering needs to know: who looks, the catalog, and the buyers' names where staff look. */
export const seenBy = async (
  { db, catalog }: Doors,
  caller: Insider,
  buyerIds: readonly string[],
): Promise<Seen> => {
  const people = caller.kind === 'buyer' ? [] : await findPeople(db, [...new Set(buyerIds)])
  return { caller, catalog, people: new Map(people.map((person) => [person.id, person])) }
}

/** Orders as this caller sees them. */
export const showOrders = async (doors: Doors, orders: readonly Order[], caller: Insider) => {
  const lines = await linesByOrder(doors, orders)
  const seen = await seenBy(
    doors,
    caller,
    orders.map(({ buyerId }) => buyerId),
  )
  return orders.map((order) => renderOrder(order, lines.get(order.orderNo) ?? [], seen))
}

export const showTrade = async (doors: Doors, trade: Trade, caller: Insider) => {
  const orders = await findOrders(doors.db, trade.orderNos)
  const lines = await linesByOrder(doors, orders)
  return renderTrade(trade, orders, lines, await seenBy(doors, caller, [trade.buyerId]))
}
