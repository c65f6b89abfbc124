import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel } from '../../src/channels/index.ts'
import type { Db } from '../../src/platform/db.ts'
import { noticeBody, noticeHeaders } from '../simulation/channel.ts'
import { type AtRest, unrest } from '../simulation/naive-rest.ts'
import type { Provider } from '../simulation/provider.ts'
import { readAtRest } from '../simulation/stage-sql.ts'
import type { Fleet } from './fleet.ts'
import { LONG_MS, until } from './until.ts'

export const wallClock = {
  get now() {
    return Date.now()
  },
}

/** Lets everything come to rest; returns what does not. `meanwhile` is what others go on doing. */
export async function rested(db: Db, provider: Provider, meanwhile = () => {}): Promise<string[]> {
  let left: string[] = ['not looked yet']
  await until(
    async () => {
      meanwhile()
      left = unrest(await settled(db, provider), provider)
      return left.length === 0
    },
    LONG_MS,
    250,
  )
  return left
}

/** Carries the provider's notices to whoever answers. */
export async function carry(
  fleet: Fleet,
  provider: Provider,
  channel: Channel,
  post: { isOver: boolean },
): Promise<void> {
  for (let serial = 1; !post.isOver; await sleep(100)) {
    for (const notice of provider.arrivals()) {
      const verdict = channel.verifyNotice(noticeHeaders(notice), noticeBody(notice), new Date())
      await fleet.insist(`n${serial++}`, { op: 'notice', verdict }).catch(() => {})
    }
  }
}

/** A number that the provider never heard of is watched until it can no longer be paid: longer than this test lasts. */
async function settled(db: Db, provider: Provider): Promise<AtRest> {
  const rows = await readAtRest(db)
  const isWatched = (no: string, state: string) => state === 'closing' && !provider.bills.has(no)
  return { ...rows, attempts: rows.attempts.filter(({ attemptNo, state }) => !isWatched(attemptNo, state)) }
}
