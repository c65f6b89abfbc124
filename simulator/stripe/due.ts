import { dueOf, inGroups, nextOf } from '../deliveries.ts'
import { deliver } from './deliver.ts'
import { loseByTime } from './disputes.ts'
import { settleRefund } from './refunds.ts'
import type { World } from './world.ts'

/** Settles refunds, ends disputes that nobody answered and delivers events; returns how many acts that were. */
export async function runDue(world: World, isStopping: () => boolean): Promise<number> {
  const settled = settleDue(world) + loseByTime(world)
  const due = dueOf(world.openDeliveries(), world.waits.now())
  return settled + (await inGroups(due, isStopping, (delivery) => deliver(world, delivery)))
}

function settleDue(world: World): number {
  let settled = 0
  for (const id of [...world.openRefunds]) {
    const { outcome, dueWait } = world.refund.get(id)!
    if (outcome !== 'stuck' && dueWait <= world.waits.now() && settleRefund(world, id, outcome)) settled++
  }
  return settled
}

/** On the waiting clock; infinity when nothing waits. */
export function nextDue(world: World): number {
  let next = nextOf(world.openDeliveries())
  for (const id of world.openRefunds) {
    const { outcome, dueWait } = world.refund.get(id)!
    if (outcome !== 'stuck') next = Math.min(next, dueWait)
  }
  return next
}
