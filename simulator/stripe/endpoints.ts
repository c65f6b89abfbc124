import { type Answer, invalid, ok } from './answers.ts'
import { USUAL_EVENTS } from './events.ts'
import { type Form, group, text, texts } from './form.ts'
import type { Endpoint } from './types.ts'
import { newId, type World } from './world.ts'

/** The one place that events are sent to; setting it again moves it. */
export function setEndpoint(world: World, url: string, events: readonly string[] = USUAL_EVENTS): Endpoint {
  const id = [...world.endpoint.keys()][0] ?? newId('we')
  const endpoint: Endpoint = { id, url, events }
  world.commit([{ kind: 'endpoint', record: endpoint }])
  return endpoint
}

/** POST /v1/webhook_endpoints; the account has one here. Its secret is the account's, as the merchant was given it. */
export function createEndpoint(world: World, form: Form): Answer {
  const url = text(form, 'url')
  if (!url || !URL.canParse(url)) return invalid('Invalid URL', 'url', 'url_invalid')
  const events = Object.values(texts(group(form, 'enabled_events')))
  if (events.length === 0) return invalid('Missing required param: enabled_events.', 'enabled_events')
  const endpoint = setEndpoint(world, url, events)
  return ok({
    id: endpoint.id,
    object: 'webhook_endpoint',
    enabled_events: events,
    livemode: false,
    secret: world.keys.webhookSecrets[world.signing[0]!],
    status: 'enabled',
    url,
  })
}
