import { createHmac } from 'node:crypto'
import { afterDelivery, overtaken, post } from '../deliveries.ts'
import { EVENT_PAUSES_MS } from './events.ts'
import type { Delivery } from './types.ts'
import { eventView } from './views.ts'
import type { World } from './world.ts'

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
      : await post(endpoint.url, signEvent(world, delivery), { at, deadlineMs: DEADLINE_MS })
  const sent = world.delivery.get(delivery.id)
  if (!sent) return
  const taken = outcome.status >= 200 && outcome.status < 300
  const tries = [...sent.tries, outcome]
  const now = world.waits.now()
  const after = afterDelivery(sent, tries.length, { taken, pauses: EVENT_PAUSES_MS, now })
  const others = taken ? overtaken(world.openDeliveries(), now) : []
  world.commit([{ ...sent, tries, ...after }, ...others].map((record) => ({ kind: 'delivery', record })))
}
