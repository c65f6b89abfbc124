import { NOTICE_PAUSES_MS } from './notices.ts'
import { type Fields, signed } from './signing.ts'
import type { Delivery, Notice } from './types.ts'
import type { World } from './world.ts'

const DEADLINE_MS = 10_000

/** Sends one notice once and writes down what became of it. */
export async function deliver(world: World, notice: Notice): Promise<void> {
  const at = world.clock.now().getTime()
  const delivery =
    notice.deliveries.length < notice.lost
      ? { at, status: 0, note: 'lost on the way' }
      : await post(await signNotice(world, notice), notice.url, at)
  record(world, notice.key, delivery)
}

/** What goes over the wire; a twist is what a forger would do. */
export async function signNotice(world: World, { fields, twist }: Notice): Promise<Fields> {
  switch (twist) {
    case 'tampered': {
      const honest = await signed(world.chain(), fields)
      return { ...honest, txnAmt: `${Number(honest.txnAmt) + 1}` }
    }
    case 'forged':
      return signed(world.keys.stranger, { ...fields, txnAmt: '1' })
    case 'unknown_serial':
      return signed(world.keys.stranger, fields)
    default:
      return signed(world.chain(), fields)
  }
}

async function post(fields: Fields, url: string, at: number): Promise<Delivery> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'User-Agent': 'Mozilla/4.0' },
      body: new URLSearchParams(fields),
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    const note = (await answer.text()).slice(0, 200)
    return { at, status: answer.status, note }
  } catch (fault) {
    return { at, status: 0, note: fault instanceof Error ? fault.message : 'no answer' }
  }
}

function record(world: World, key: string, delivery: Delivery): void {
  const notice = world.notices.get(key)
  if (!notice) return
  const taken = delivery.status === 200 || delivery.status === 302
  const deliveries = [...notice.deliveries, delivery]
  const pause = notice.once ? undefined : NOTICE_PAUSES_MS[deliveries.length - 1]
  const after: Notice = taken
    ? { ...notice, deliveries, state: 'delivered' }
    : pause === undefined
      ? { ...notice, deliveries, state: 'given_up' }
      : { ...notice, deliveries, state: 'waiting', dueWait: world.waits.now() + pause }
  world.commit({ notices: [after, ...(taken ? overtaken(world) : [])] })
}

/** What waited for another notice to go first may now follow. */
function overtaken(world: World): Notice[] {
  return [...world.openNotices]
    .map((key) => world.notices.get(key)!)
    .filter((notice) => notice.state === 'held_for_another')
    .map((notice) => ({ ...notice, state: 'waiting', dueWait: world.waits.now() }))
}
