import { deliver } from './deliver.ts'
import { settleRefund } from './refunds.ts'
import type { World } from './world.ts'

const AT_ONCE = 32

/** Settles the refunds and delivers the notices that are due; returns how many acts that were. */
export async function runDue(world: World, isStopping: () => boolean): Promise<number> {
  const now = world.waits.now()
  let done = 0
  for (const no of [...world.openRefunds]) {
    const refund = world.refunds.get(no)!
    if (refund.dueWait > now || refund.outcome === 'stuck') continue
    settleRefund(world, refund, refund.outcome)
    done++
  }
  const notices = [...world.openNotices]
    .map((key) => world.notices.get(key)!)
    .filter((notice) => notice.dueWait <= now)
    .sort((a, b) => a.dueWait - b.dueWait)
  // Forgeries go first, to try to take the genuine notice's place.
  const forged = notices.filter(({ twist }) => twist !== undefined)
  const genuine = notices.filter(({ twist }) => twist === undefined)
  for (const batch of [forged, genuine]) {
    for (let i = 0; i < batch.length && !isStopping(); i += AT_ONCE) {
      const group = batch.slice(i, i + AT_ONCE)
      await Promise.all(group.map((notice) => deliver(world, notice)))
      done += group.length
    }
  }
  return done
}

/** On the waiting clock; infinity when nothing waits. */
export function nextDue(world: World): number {
  const refunds = [...world.openRefunds]
    .map((no) => world.refunds.get(no)!)
    .filter(({ outcome }) => outcome !== 'stuck')
  const notices = [...world.openNotices].map((key) => world.notices.get(key)!)
  return Math.min(Number.POSITIVE_INFINITY, ...[...refunds, ...notices].map(({ dueWait }) => dueWait))
}
