import { actorOf } from '../../modules/account/index.ts'
import { addFee, deleteRoutingRule, saveRoutingRule } from '../../modules/routing/index.ts'
import { findShop } from '../../modules/shop/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import {
  AccountHealth,
  ChannelAccount,
  Fee,
  FeeBody,
  RoutingRule,
  RoutingRuleBody,
  RoutingRuleEdit,
  RuleId,
} from '../schemas/routing.ts'
import { answers, Empty, List } from '../schemas/shapes.ts'

const tags = ['routing']
const READ: Access = { callers: ['staff'], permission: 'routing.read', ownership: 'platform' }
const WRITE: Access = { callers: ['staff'], permission: 'routing.write', ownership: 'platform' }

/** Which account at a channel takes a payment, what it keeps of it, and how it does. */
export const routingRoutes = (app: App, doors: Doors): void => {
  accountRoutes(app, doors)
  const { db, clock, routing, flows } = doors
  const edit = (request: Asked) => ({
    by: actorOf(staffOf(request)),
    now: clock.now(),
    accounts: flows.openAccounts(),
  })
  const shopFault = async (shopId: number | null) =>
    shopId !== null && !(await findShop(db, shopId))
      ? ({ code: 'shop_not_found', param: 'shopId' } as const)
      : null
  const command = (request: Asked) => ({ ...commandKey(request), now: clock.now() })

  app.route({
    method: 'GET',
    url: '/v1/routing/rules',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Routing rules, in the order they are tried',
      response: answers(200, List(RoutingRule)),
    },
    handler: async () => {
      await routing.refresh()
      return { items: routing.rules() }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/routing/rules',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Add a routing rule',
      body: RoutingRuleBody,
      response: answers(201, RoutingRule),
    },
    handler: async (request, reply) => {
      const fault = await shopFault(request.body.shopId)
      if (fault) return refuse(reply, fault)
      const made = await once(db, 'routing.rule.add', command(request), (tx) =>
        saveRoutingRule(tx, request.body, null, edit(request)),
      )
      await routing.refresh()
      return made.ok ? reply.code(201).send(made.value) : refuse(reply, made.rejection)
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/routing/rules/:id',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Change a routing rule',
      params: RuleId,
      body: RoutingRuleEdit,
      response: answers(200, RoutingRule),
    },
    handler: async (request, reply) => {
      const { version, ...draft } = request.body
      const fault = await shopFault(draft.shopId)
      if (fault) return refuse(reply, fault)
      const known = { ruleId: request.params.id, version }
      const changed = await db.transaction().execute((tx) => saveRoutingRule(tx, draft, known, edit(request)))
      await routing.refresh()
      return changed.ok ? changed.value : refuse(reply, changed.rejection)
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/routing/rules/:id',
    config: { access: WRITE },
    schema: { tags, summary: 'Remove a routing rule', params: RuleId, response: answers(200, Empty) },
    handler: async (request, reply) => {
      const gone = await db.transaction().execute((tx) => deleteRoutingRule(tx, request.params.id))
      await routing.refresh()
      return gone.ok ? reply.send(null) : refuse(reply, gone.rejection)
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/routing/fees',
    config: { access: READ },
    schema: { tags, summary: 'What channels keep of a payment', response: answers(200, List(Fee)) },
    handler: async () => {
      await routing.refresh()
      return { items: routing.fees() }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/routing/fees',
    config: { access: WRITE },
    schema: { tags, summary: 'Agree a fee from a time on', body: FeeBody, response: answers(201, Fee) },
    handler: async (request, reply) => {
      const draft = { ...request.body, validFrom: new Date(request.body.validFrom) }
      const made = await once(db, 'routing.fee.add', command(request), (tx) =>
        addFee(tx, draft, edit(request)),
      )
      await routing.refresh()
      return made.ok ? reply.code(201).send(made.value) : refuse(reply, made.rejection)
    },
  })
}

/** The accounts that payments may be routed to: what each takes, and how it answers. */
const accountRoutes = (app: App, { clock, routing, flows }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/routing/accounts',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Our accounts at channels, and what each takes',
      response: answers(200, List(ChannelAccount)),
    },
    handler: async () => ({ items: flows.openAccounts() }),
  })

  app.route({
    method: 'GET',
    url: '/v1/routing/health',
    config: { access: READ },
    schema: { tags, summary: 'How the accounts answer now', response: answers(200, List(AccountHealth)) },
    handler: async () => ({
      items: flows.openAccounts().map(({ account }) => routing.health.standingOf(account, clock.now())),
    }),
  })
}
