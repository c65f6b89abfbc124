import { chinaTime } from './ids.ts'
import { NOTICE_PAUSES_MS } from './notices.ts'
import { encryptResource, signedHeaders } from './signing.ts'
import type { Delivery, Notice } from './types.ts'
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
      : await post(await signNotice(world, notice), notice.url, at)
  record(world, notice.key, delivery)
}

async function post(signed: SignedNotice, url: string, at: number): Promise<Delivery> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: signed.headers,
      body: signed.body,
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
  const taken = delivery.status === 200 || delivery.status === 204
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
