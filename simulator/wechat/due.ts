import { deliver } from './deliver.ts'
import { settleRefund } from './refunds.ts'
import { finishReturn } from './share-returns.ts'
import { finishShare, freeByTime } from './sharing.ts'
import type { World } from './world.ts'

const AT_ONCE = 32

/** Does what is due: refunds, shares, money that becomes free, notices. Returns how many acts that were. */
export async function runDue(world: World, isStopping: () => boolean): Promise<number> {
  let done = settleDue(world)
  const notices = dueNotices(world)
  for (let i = 0; i < notices.length && !isStopping(); i += AT_ONCE) {
    const group = notices.slice(i, i + AT_ONCE)
    await Promise.all(group.map((notice) => deliver(world, notice)))
    done += group.length
  }
  return done
}

function dueNotices(world: World) {
  const now = world.waits.now()
  return [...world.openNotices]
    .map((key) => world.notices.get(key)!)
    .filter((notice) => notice.state !== 'held_for_close' && notice.dueWait <= now)
    .sort((a, b) => a.dueWait - b.dueWait)
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
  let next = Number.POSITIVE_INFINITY
  for (const key of world.openNotices) {
    const notice = world.notices.get(key)!
    if (notice.state !== 'held_for_close') next = Math.min(next, notice.dueWait)
  }
  for (const { at } of waiting(world)) next = Math.min(next, at)
  return next
}
