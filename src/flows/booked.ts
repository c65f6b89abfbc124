import { commit } from '../modules/inventory/index.ts'
import { type Actor, type Order, submit } from '../modules/order/index.ts'
import { holdsOf } from './cover.ts'
import type { World } from './world.ts'

/** Stock and promise commit together (row N12): the order goes to its shop before it is paid in full. */
export function bookOrder(
  world: World,
  order: Order,
  moved: { readonly actor: Actor; readonly at: Date; readonly reason?: string | null },
): void {
  submit(world.orders, order, moved)
  for (const hold of holdsOf(world, order)) commit(world.stock, hold, moved.actor.id, moved.at)
}
