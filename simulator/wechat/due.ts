import { dueOf, inGroups, nextOf } from '../deliveries.ts'
import { deliver } from './deliver.ts'
import { settleRefund } from './refunds.ts'
import { finishReturn } from './share-returns.ts'
import { finishShare, freeByTime } from './sharing.ts'
import type { World } from './world.ts'

/** Does what is due: refunds, shares, money that becomes free, notices. Returns how many acts that were. */
export async function runDue(world: World, isStopping: () => boolean): Promise<number> {
  const settled = settleDue(world)
  const due = dueOf(world.openNotices(), world.waits.now())
  return settled + (await inGroups(due, isStopping, (notice) => deliver(world, notice)))
}

/** Everything that waits for its time without going over the wire: when, and what happens then. */
function* waiting(world: World): Generator<{ readonly at: number; readonly act: () => void }> {
  for (const no of world.openRefunds) {
    const refund = world.refunds.get(no)!
    const { outcome } = refund
    if (outcome !== 'STUCK') yield { at: refund.dueWait, act: () => settleRefund(world, refund, outcome) }
  }
  for (const no of world.openShares) {
    const share = world.shares.get(no)!
    yield { at: share.dueWait, act: () => finishShare(world, share) }
  }
  for (const no of world.openShareReturns) {
    const one = world.shareReturns.get(no)!
    yield { at: one.dueWait, act: () => finishReturn(world, one) }
  }
  for (const no of world.frozenOrders) {
    const order = world.orders.get(no)!
    yield { at: order.sharing!.freeWait, act: () => freeByTime(world, order) }
  }
}

function settleDue(world: World): number {
  const now = world.waits.now()
  const due = [...waiting(world)].filter(({ at }) => at <= now)
  for (const { act } of due) act()
  return due.length
}

/** On the waiting clock; infinity when nothing waits. */
export function nextDue(world: World): number {
  let next = nextOf(world.openNotices())
  for (const { at } of waiting(world)) next = Math.min(next, at)
  return next
}
