import { onboardingOf } from '../../projections/index.ts'
import type { Access } from '../access.ts'
import { shopIdOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { Onboarding, OnboardingQuery } from '../schemas/onboarding.ts'
import { answers } from '../schemas/shapes.ts'

const READ: Access = { callers: ['staff', 'key'], permission: 'webhook.read', ownership: 'reach' }

/** The way to the first order (row U7): each step computed from what is there, live. */
export const onboardingRoutes = (app: App, { db, catalog, demo }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/onboarding',
    config: { access: READ },
    schema: {
      tags: ['keys'],
      summary: 'How far a shop is on its way to the first order by its own server',
      querystring: OnboardingQuery,
      response: answers(200, Onboarding),
    },
    handler: async (request, reply) => {
      const own = shopIdOf(request)
      const shopId = own ?? request.query.shop
      if (shopId === undefined) return refuse(reply, { code: 'invalid_field', param: 'shop' })
      // Another's shop is not there for a merchant.
      const foreign = own !== null && request.query.shop !== undefined && request.query.shop !== own
      if (foreign || !catalog.shopFacts(shopId)) return refuse(reply, { code: 'not_found' })
      const steps = await onboardingOf(db, shopId)
      return {
        shopId,
        sandbox: demo !== null,
        simulatorUrl: demo?.simulatorUrl ?? null,
        done: steps.filter(({ doneAt }) => doneAt !== null).length,
        steps,
      }
    },
  })
}
