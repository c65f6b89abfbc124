import { afterDelivery, overtaken, post } from '../deliveries.ts'
import { NOTICE_PAUSES_MS } from './notices.ts'
import { type Fields, signed } from './signing.ts'
import type { Notice } from './types.ts'
import type { World } from './world.ts'

const DEADLINE_MS = 10_000

/** Sends one notice once and writes down what became of it. */
export async function deliver(world: World, notice: Notice): Promise<void> {
  const at = world.clock.now().getTime()
  const delivery =
    notice.deliveries.length < notice.lost
      ? { at, status: 0, note: 'lost on the way' }
      : await post(notice.url, await envelope(world, notice), { at, deadlineMs: DEADLINE_MS })
  const sent = world.notices.get(notice.key)
  if (!sent) return
  const taken = delivery.status === 200 || delivery.status === 302
  const deliveries = [...sent.deliveries, delivery]
  const now = world.waits.now()
  const after = afterDelivery(sent, deliveries.length, { taken, pauses: NOTICE_PAUSES_MS, now })
  world.commit({
    notices: [{ ...sent, deliveries, ...after }, ...(taken ? overtaken(world.openNotices(), now) : [])],
  })
}

const envelope = async (world: World, notice: Notice) => ({
  headers: { 'User-Agent': 'Mozilla/4.0' },
  body: new URLSearchParams(await signNotice(world, notice)),
})

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
