import {
  findDelivery,
  findEndpoint,
  listDeliveries,
  listEndpoints,
  listTries,
} from '../../modules/message/index.ts'
import type { Access } from '../access.ts'
import { makerOf, shopIdOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { renderDelivery, renderEndpoint } from '../render/webhook.ts'
import { answers, Closed, Empty, Id, List, Page } from '../schemas/shapes.ts'
import {
  Delivery,
  DeliveryQuery,
  Endpoint,
  EndpointBody,
  EndpointEdit,
  EndpointId,
  EndpointSecret,
  ResendFailedBody,
  Resent,
  Try,
} from '../schemas/webhook.ts'

const tags = ['webhooks']
const READ: Access = { callers: ['staff', 'key'], permission: 'webhook.read', ownership: 'reach' }
const WRITE: Access = { callers: ['staff', 'key'], permission: 'webhook.write', ownership: 'reach' }

export const webhookRoutes = (app: App, doors: Doors): void => {
  readEndpoints(app, doors)
  writeEndpoints(app, doors)
  resendRoute(app, doors)
  deliveryRoutes(app, doors)
}

const readEndpoints = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/webhook-endpoints',
    config: { access: READ },
    schema: { tags, summary: 'Who is told of events', response: answers(200, List(Endpoint)) },
    handler: async (request) => {
      const items = await listEndpoints(db, shopIdOf(request))
      return { items: items.map((one) => renderEndpoint(one, makerOf(request))) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/webhook-endpoints/:id',
    config: { access: READ },
    schema: { tags, summary: 'An endpoint', params: EndpointId, response: answers(200, Endpoint) },
    handler: async (request, reply) => {
      const found = await findEndpoint(db, request.params.id, shopIdOf(request))
      return found && found.state !== 'deleted'
        ? renderEndpoint(found, makerOf(request))
        : refuse(reply, { code: 'endpoint_not_found' })
    },
  })
}

const writeEndpoints = (app: App, { db, clock, webhooks }: Doors): void => {
  const ordered = (request: Asked, id: string) => ({
    ...commandKey(request),
    now: clock.now(),
    scope: shopIdOf(request),
    id,
  })

  app.route({
    method: 'POST',
    url: '/v1/webhook-endpoints',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Register an endpoint',
      body: EndpointBody,
      response: answers(201, EndpointSecret),
    },
    handler: async (request, reply) => {
      const { url, description = '', eventTypes = [] } = request.body
      const wish = { shopId: shopIdOf(request), url, description, eventTypes }
      const made = await webhooks.register({ ...commandKey(request), now: clock.now(), ...wish })
      return made.ok ? reply.code(201).send(made.value) : refuse(reply, made.rejection)
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/webhook-endpoints/:id',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Change an endpoint',
      params: EndpointId,
      body: EndpointEdit,
      response: answers(200, Endpoint),
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const { url, description, eventTypes, enabled } = request.body
      const outcome = await webhooks.change({
        ...ordered(request, id),
        ...(url === undefined ? {} : { url }),
        ...(description === undefined ? {} : { description }),
        ...(eventTypes === undefined ? {} : { eventTypes }),
        ...(enabled === undefined ? {} : { enabled }),
      })
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const found = await findEndpoint(db, id, shopIdOf(request))
      return found ? renderEndpoint(found, makerOf(request)) : refuse(reply, { code: 'endpoint_not_found' })
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/webhook-endpoints/:id',
    config: { access: WRITE },
    schema: { tags, summary: 'Remove an endpoint', params: EndpointId, response: answers(204, Empty) },
    handler: async (request, reply) => {
      const outcome = await webhooks.remove(ordered(request, request.params.id))
      return outcome.ok ? reply.code(204).send(null) : refuse(reply, outcome.rejection)
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/webhook-endpoints/:id/rotate-secret',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'A new secret; the old one signs beside it for a day',
      params: EndpointId,
      body: Closed({}),
      response: answers(200, EndpointSecret),
    },
    handler: async (request, reply) => {
      const outcome = await webhooks.rotateSecret(ordered(request, request.params.id))
      return outcome.ok ? outcome.value : refuse(reply, outcome.rejection)
    },
  })
}

const resendRoute = (app: App, { clock, webhooks }: Doors): void => {
  app.route({
    method: 'POST',
    url: '/v1/webhook-endpoints/:id/resend-failed',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Send again all that failed since then, at most 10,000 at once',
      params: EndpointId,
      body: ResendFailedBody,
      response: answers(202, Resent),
    },
    handler: async (request, reply) => {
      const since = new Date(request.body.since)
      if (Number.isNaN(since.getTime())) return refuse(reply, { code: 'invalid_field', param: 'since' })
      const command = { ...commandKey(request), now: clock.now(), scope: shopIdOf(request) }
      const outcome = await webhooks.resendFailed({ ...command, id: request.params.id, since })
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const { count, more } = outcome.value
      return reply.code(202).send({ count, more })
    },
  })
}

const deliveryRoutes = (app: App, { db, clock, webhooks }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/webhook-deliveries',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Deliveries, newest first',
      querystring: DeliveryQuery,
      response: answers(200, Page(Delivery)),
    },
    handler: async (request) => {
      const { state, endpoint, event, type, cursor, limit = 20 } = request.query
      const filter = { state, endpointId: endpoint, eventId: event, type, before: cursor }
      const page = await listDeliveries(db, { ...filter, scope: shopIdOf(request), limit })
      return { ...page, items: page.items.map((one) => renderDelivery(one, makerOf(request))) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/webhook-deliveries/:id/tries',
    config: { access: READ },
    schema: {
      tags,
      summary: 'What the receiver answered',
      params: Closed({ id: Id }),
      response: answers(200, List(Try)),
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const scope = shopIdOf(request)
      if (!(await findDelivery(db, id, scope))) return refuse(reply, { code: 'delivery_not_found' })
      return { items: await listTries(db, id, scope) }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/webhook-deliveries/:id/resend',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Send it again now',
      params: Closed({ id: Id }),
      body: Closed({}),
      response: answers(202, Empty),
    },
    handler: async (request, reply) => {
      const command = { ...commandKey(request), now: clock.now(), scope: shopIdOf(request) }
      const outcome = await webhooks.resend({ ...command, deliveryId: request.params.id })
      return outcome.ok ? reply.code(202).send(null) : refuse(reply, outcome.rejection)
    },
  })
}
