import { createHmac } from 'node:crypto'
import { EVENT_PAUSES_MS } from './events.ts'
import type { Delivery } from './types.ts'
import { eventView } from './views.ts'
import type { Put, World } from './world.ts'

const DEADLINE_MS = 10_000
const HOUR_SECONDS = 3_600

export type SignedEvent = { readonly headers: Record<string, string>; readonly body: string }

/** The event as it goes over the wire; the timestamp and the signatures are fresh at every try. */
export function signEvent(world: World, delivery: Delivery): SignedEvent {
  const event = world.event.get(delivery.event)!
  const claim =
    delivery.twist === 'forged' ? { ...(event.object as object), amount_received: 1 } : delivery.object
  const body = JSON.stringify(eventView(event, claim ?? event.object, delivery.account), null, 2)
  const secrets =
    delivery.twist === 'forged'
      ? ['whsec_of_nobody']
      : world.signing.map((i) => world.keys.webhookSecrets[i]!)
  const time = world.now() - (delivery.twist === 'stale' ? HOUR_SECONDS : 0)
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${time}.${body}`, 'utf8').digest('hex')}`,
  )
  return {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'Stripe-Signature': [`t=${time}`, ...signatures].join(','),
    },
    body: delivery.twist === 'tampered' ? body.replace('"object"', '"objecT"') : body,
  }
}

/** Sends one event once and writes down what became of it. */
export async function deliver(world: World, delivery: Delivery): Promise<void> {
  const at = world.clock.now().getTime()
  const [endpoint] = world.endpoint.values()
  const outcome =
    !endpoint || delivery.tries.length < delivery.lost
      ? { at, status: 0, note: endpoint ? 'lost on the way' : 'no endpoint' }
      : await post(signEvent(world, delivery), endpoint.url, at)
  record(world, delivery.id, outcome)
}

type Outcome = Delivery['tries'][number]

async function post(signed: SignedEvent, url: string, at: number): Promise<Outcome> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: signed.headers,
      body: signed.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    return { at, status: answer.status, note: (await answer.text()).slice(0, 200) }
  } catch (fault) {
    return { at, status: 0, note: fault instanceof Error ? fault.message : 'no answer' }
  }
}

function record(world: World, id: string, outcome: Outcome): void {
  const delivery = world.delivery.get(id)
  if (!delivery) return
  const taken = outcome.status >= 200 && outcome.status < 300
  const tries = [...delivery.tries, outcome]
  const pause = delivery.once ? undefined : EVENT_PAUSES_MS[tries.length - 1]
  const after: Delivery = taken
    ? { ...delivery, tries, state: 'delivered' }
    : pause === undefined
      ? { ...delivery, tries, state: 'given_up' }
      : { ...delivery, tries, state: 'waiting', dueWait: world.waits.now() + pause }
  world.commit([{ kind: 'delivery', record: after }, ...(taken ? overtaken(world) : [])])
}

/** What waited for another event to go first may now follow. */
const overtaken = (world: World): Put[] =>
  [...world.openDeliveries]
    .map((id) => world.delivery.get(id)!)
    .filter(({ state }) => state === 'held_for_another')
    .map((one) => ({ kind: 'delivery', record: { ...one, state: 'waiting', dueWait: world.waits.now() } }))
