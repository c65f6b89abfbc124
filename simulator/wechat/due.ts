import { deliver } from './deliver.ts'
import { settleRefund } from './refunds.ts'
import type { World } from './world.ts'

const AT_ONCE = 32

/** Settles the refunds and delivers the notices that are due; returns how many acts that were. */
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

function settleDue(world: World): number {
  const now = world.waits.now()
  const due = [...world.openRefunds].map((no) => world.refunds.get(no)!).filter((one) => one.dueWait <= now)
  let settled = 0
  for (const refund of due) {
    if (refund.outcome === 'STUCK') continue
    settleRefund(world, refund, refund.outcome)
    settled++
  }
  return settled
}

/** On the waiting clock; infinity when nothing waits. */
export function nextDue(world: World): number {
  let next = Number.POSITIVE_INFINITY
  for (const key of world.openNotices) {
    const notice = world.notices.get(key)!
    if (notice.state !== 'held_for_close') next = Math.min(next, notice.dueWait)
  }
  for (const no of world.openRefunds) {
    const refund = world.refunds.get(no)!
    if (refund.outcome !== 'STUCK') next = Math.min(next, refund.dueWait)
  }
  return next
}
