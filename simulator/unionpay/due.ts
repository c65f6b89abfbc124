import { dueOf, inGroups, nextOf } from '../deliveries.ts'
import { deliver } from './deliver.ts'
import { settleRefund } from './refunds.ts'
import type { World } from './world.ts'

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
  const notices = dueOf(world.openNotices(), now)
  // Forgeries go first, to try to take the genuine notice's place.
  const forged = notices.filter(({ twist }) => twist !== undefined)
  const genuine = notices.filter(({ twist }) => twist === undefined)
  for (const batch of [forged, genuine]) {
    done += await inGroups(batch, isStopping, (notice) => deliver(world, notice))
  }
  return done
}

/** On the waiting clock; infinity when nothing waits. */
export function nextDue(world: World): number {
  const refunds = [...world.openRefunds]
    .map((no) => world.refunds.get(no)!)
    .filter(({ outcome }) => outcome !== 'stuck')
  return Math.min(nextOf(world.openNotices()), ...refunds.map(({ dueWait }) => dueWait))
}
