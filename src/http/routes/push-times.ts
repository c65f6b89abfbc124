import { actorOf } from '../../modules/account/index.ts'
import { readLeads, setLead } from '../../modules/push/index.ts'
import { readRetention, setRetention } from '../../platform/retention-policy.ts'
import type { App, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { Lead, LeadBody, Retention, RetentionBody, RetentionSubject, Scene } from '../schemas/push.ts'
import { answers, List } from '../schemas/shapes.ts'
import { PUSH_READ, PUSH_WRITE } from './push.ts'

const tags = ['push']

/** When people are reminded, and how long what is not money is kept. */
export const pushTimeRoutes = (app: App, doors: Doors): void => {
  leadRoutes(app, doors)
  retentionRoutes(app, doors)
}

const leadRoutes = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/push/leads',
    config: { access: PUSH_READ },
    schema: { tags, summary: 'When buyers are reminded, per scene', response: answers(200, List(Lead)) },
    handler: async () => ({ items: await readLeads(db) }),
  })

  app.route({
    method: 'PUT',
    url: '/v1/push/leads/:scene',
    config: { access: PUSH_WRITE },
    schema: {
      tags,
      summary: 'Change when buyers of a scene are reminded',
      params: Scene,
      body: LeadBody,
      response: answers(200, Lead),
    },
    handler: async (request) => {
      const lead = { ...request.params, ...request.body }
      await setLead(db, { ...lead, by: actorOf(request.caller), now: clock.now() })
      return lead
    },
  })
}

const retentionRoutes = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/retention',
    config: { access: PUSH_READ },
    schema: { tags, summary: 'How long what is not money is kept', response: answers(200, List(Retention)) },
    handler: async () => ({ items: await readRetention(db) }),
  })

  app.route({
    method: 'PUT',
    url: '/v1/retention/:subject',
    config: { access: PUSH_WRITE },
    schema: {
      tags,
      summary: 'Keep it longer or shorter, within its bounds',
      params: RetentionSubject,
      body: RetentionBody,
      response: answers(200, Retention),
    },
    handler: async (request, reply) => {
      const { subject } = request.params
      const { keepDays } = request.body
      const changed = await setRetention(db, {
        subject,
        keepDays,
        by: actorOf(request.caller),
        now: clock.now(),
      })
      const policy = (await readRetention(db)).find((one) => one.subject === subject)
      if (!changed || !policy) return refuse(reply, { code: 'invalid_field', param: 'keepDays' })
      return policy
    },
  })
}
