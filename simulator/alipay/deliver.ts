import { afterDelivery, dueOf, inGroups, nextOf, overtaken, post } from '../deliveries.ts'
import { ALIPAY_NOTICE_PAUSES_MS } from './notices.ts'
import { noticeForm } from './signing.ts'
import { chinaTime } from './text.ts'
import type { Notice } from './types.ts'
import type { World } from './world.ts'

const DEADLINE_MS = 5_000

/** The form as it goes over the wire, with the time of this delivery. */
export const formOf = (world: World, notice: Notice): Promise<string> =>
  noticeForm(
    world,
    { ...notice.fields, notify_id: notice.id, notify_time: chinaTime(world.now()) },
    notice.twist,
  )

/** Delivers what is due, those of one order in their order; returns how many acts that were. */
export async function runDue(world: World, isStopping: () => boolean): Promise<number> {
  const due = dueOf(world.openNotices(), world.waits.now())
  let done = 0
  await inGroups([...Map.groupBy(due, ({ no }) => no).values()], isStopping, async (queue) => {
    for (const notice of queue) {
      if (isStopping()) return
      await deliver(world, notice)
      done++
    }
  })
  return done
}

/** On the waiting clock; infinity when nothing waits. */
export const nextDue = (world: World): number => nextOf(world.openNotices())

async function deliver(world: World, notice: Notice): Promise<void> {
  const at = world.now()
  const delivery =
    notice.deliveries.length < notice.lost
      ? { at, status: 0, note: 'lost on the way' }
      : await post(notice.url, await envelope(world, notice), { at, deadlineMs: DEADLINE_MS })
  const sent = world.notices.get(notice.key)
  if (!sent) return
  // Taken is only the word `success`, alone.
  const taken = delivery.status === 200 && delivery.note === 'success'
  const deliveries = [...sent.deliveries, delivery]
  const now = world.waits.now()
  const after = afterDelivery(sent, deliveries.length, { taken, pauses: ALIPAY_NOTICE_PAUSES_MS, now })
  world.commit({
    notices: [{ ...sent, deliveries, ...after }, ...(taken ? overtaken(world.openNotices(), now) : [])],
  })
}

const envelope = async (world: World, notice: Notice) => ({
  headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' },
  body: await formOf(world, notice),
})
