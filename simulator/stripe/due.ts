import { deliver } from './deliver.ts'
import { loseByTime } from './disputes.ts'
import { settleRefund } from './refunds.ts'
import type { World } from './world.ts'

const AT_ONCE = 32

/** Settles refunds, ends disputes that nobody answered and delivers events; returns how many acts that were. */
export async function runDue(world: World, isStopping: () => boolean): Promise<number> {
  let done = settleDue(world) + loseByTime(world)
  const due = dueDeliveries(world)
  for (let i = 0; i < due.length && !isStopping(); i += AT_ONCE) {
    const group = due.slice(i, i + AT_ONCE)
    await Promise.all(group.map((delivery) => deliver(world, delivery)))
    done += group.length
  }
  return done
}

function dueDeliveries(world: World) {
  const now = world.waits.now()
  return [...world.openDeliveries]
    .map((id) => world.delivery.get(id)!)
    .filter((one) => one.state !== 'held_for_close' && one.dueWait <= now)
    .sort((a, b) => a.dueWait - b.dueWait)
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
  let next = Number.POSITIVE_INFINITY
  for (const id of world.openDeliveries) {
    const { state, dueWait } = world.delivery.get(id)!
    if (state !== 'held_for_close') next = Math.min(next, dueWait)
  }
  for (const id of world.openRefunds) {
    const { outcome, dueWait } = world.refund.get(id)!
    if (outcome !== 'stuck') next = Math.min(next, dueWait)
  }
  return next
}
