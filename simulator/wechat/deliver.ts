import { afterDelivery, overtaken, post } from '../deliveries.ts'
import { chinaTime } from './ids.ts'
import { NOTICE_PAUSES_MS } from './notices.ts'
import { encryptResource, signedHeaders } from './signing.ts'
import type { Notice } from './types.ts'
import type { World } from './world.ts'

const DEADLINE_MS = 5_000

export type SignedNotice = { readonly headers: Record<string, string>; readonly body: string }

/** The envelope as it goes over the wire, freshly encrypted and signed. */
export async function signNotice(
  world: World,
  notice: Pick<Notice, 'id' | 'createdAt' | 'eventType' | 'kind' | 'summary' | 'plain' | 'twist'>,
): Promise<SignedNotice> {
  const body = JSON.stringify({
    id: notice.id,
    create_time: chinaTime(notice.createdAt),
    resource_type: 'encrypt-resource',
    event_type: notice.eventType,
    summary: notice.summary,
    resource: encryptResource(
      world.keys.file.apiV3Key,
      notice.kind,
      notice.plain,
      notice.twist === 'tampered',
    ),
  })
  const headers = await signedHeaders(world, body, notice.twist)
  return { headers: { 'Content-Type': 'application/json', 'User-Agent': 'Mozilla/4.0', ...headers }, body }
}

/** Sends one notice once and writes down what became of it. */
export async function deliver(world: World, notice: Notice): Promise<void> {
  const at = world.clock.now().getTime()
  const delivery =
    notice.deliveries.length < notice.lost
      ? { at, status: 0, note: 'lost on the way' }
      : await post(notice.url, await signNotice(world, notice), { at, deadlineMs: DEADLINE_MS })
  const sent = world.notices.get(notice.key)
  if (!sent) return
  const taken = delivery.status === 200 || delivery.status === 204
  const deliveries = [...sent.deliveries, delivery]
  const now = world.waits.now()
  const after = afterDelivery(sent, deliveries.length, { taken, pauses: NOTICE_PAUSES_MS, now })
  world.commit({
    notices: [{ ...sent, deliveries, ...after }, ...(taken ? overtaken(world.openNotices(), now) : [])],
  })
}
