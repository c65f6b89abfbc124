import { ALIPAY_NOTICE_PAUSES_MS } from './notices.ts'
import { noticeForm } from './signing.ts'
import { chinaTime } from './text.ts'
import type { Delivery, Notice } from './types.ts'
import type { World } from './world.ts'

const DEADLINE_MS = 5_000
const AT_ONCE = 32

/** The form as it goes over the wire, with the time of this delivery. */
export const formOf = (world: World, notice: Notice): Promise<string> =>
  noticeForm(
    world,
    { ...notice.fields, notify_id: notice.id, notify_time: chinaTime(world.now()) },
    notice.twist,
  )

/** Delivers what is due, those of one order in their order; returns how many acts that were. */
export async function runDue(world: World, isStopping: () => boolean): Promise<number> {
  const now = world.waits.now()
  const due = [...world.openNotices]
    .map((key) => world.notices.get(key)!)
    .filter((notice) => notice.state !== 'held_for_close' && notice.dueWait <= now)
    .sort((a, b) => a.dueWait - b.dueWait)
  const queues = [...Map.groupBy(due, (notice) => notice.no).values()]
  let done = 0
  for (let i = 0; i < queues.length && !isStopping(); i += AT_ONCE) {
    await Promise.all(
      queues.slice(i, i + AT_ONCE).map(async (queue) => {
        for (const notice of queue) {
          if (isStopping()) return
          await deliver(world, notice)
          done++
        }
      }),
    )
  }
  return done
}

/** On the waiting clock; infinity when nothing waits. */
export function nextDue(world: World): number {
  let next = Number.POSITIVE_INFINITY
  for (const key of world.openNotices) {
    const notice = world.notices.get(key)!
    if (notice.state !== 'held_for_close') next = Math.min(next, notice.dueWait)
  }
  return next
}

async function deliver(world: World, notice: Notice): Promise<void> {
  const at = world.now()
  const delivery =
    notice.deliveries.length < notice.lost
      ? { at, status: 0, note: 'lost on the way' }
      : await post(await formOf(world, notice), notice.url, at)
  record(world, notice.key, delivery)
}

async function post(body: string, url: string, at: number): Promise<Delivery> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    return { at, status: answer.status, note: (await answer.text()).slice(0, 200) }
  } catch (fault) {
    return { at, status: 0, note: fault instanceof Error ? fault.message : 'no answer' }
  }
}

/** Taken is only the word `success`, alone. */
function record(world: World, key: string, delivery: Delivery): void {
  const notice = world.notices.get(key)
  if (!notice) return
  const isTaken = delivery.status === 200 && delivery.note === 'success'
  const deliveries = [...notice.deliveries, delivery]
  const pause = notice.once ? undefined : ALIPAY_NOTICE_PAUSES_MS[deliveries.length - 1]
  const after: Notice = isTaken
    ? { ...notice, deliveries, state: 'delivered' }
    : pause === undefined
      ? { ...notice, deliveries, state: 'given_up' }
      : { ...notice, deliveries, state: 'waiting', dueWait: world.waits.now() + pause }
  world.commit({ notices: [after, ...(isTaken ? overtaken(world) : [])] })
}

/** What waited for another notice to go first may now follow. */
function overtaken(world: World): Notice[] {
  return [...world.openNotices]
    .map((key) => world.notices.get(key)!)
    .filter((notice) => notice.state === 'held_for_another')
    .map((notice) => ({ ...notice, state: 'waiting', dueWait: world.waits.now() }))
}
