import { listTimers, type TimerPlace } from '../../projections/index.ts'
import type { Access } from '../access.ts'
import type { App, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { Timer, TimerQuery } from '../schemas/console.ts'
import { answers, Page } from '../schemas/shapes.ts'

const READ: Access = { callers: ['staff'], permission: 'timer.read', ownership: 'platform' }

const cursorOf = ({ micros, kind, subject }: TimerPlace): string => `${micros}.${kind}.${subject}`

/** Null when it is no cursor of ours. */
const placeOf = (cursor: string): TimerPlace | null => {
  const parts = /^(\d{1,16})\.([a-z_]{1,40})\.(\w{1,40})$/.exec(cursor)
  const [, micros = '', kind = '', subject = ''] = parts ?? []
  return parts ? { micros: Number(micros), kind, subject } : null
}

export const timerRoutes = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/timers',
    config: { access: READ },
    schema: {
      tags: ['console'],
      summary: 'Everything with a due time, soonest first',
      querystring: TimerQuery,
      response: answers(200, Page(Timer)),
    },
    handler: async (request, reply) => {
      const { cursor, kind, limit = 20 } = request.query
      const after = cursor === undefined ? null : placeOf(cursor)
      if (cursor !== undefined && !after) return refuse(reply, { code: 'invalid_field', param: 'cursor' })
      const filter = { now: clock.now(), after, limit, ...(kind ? { kind } : {}) }
      const { items, next } = await listTimers(db, filter)
      return {
        items: items.map(({ subject, ...timer }) => ({ ...timer, subjectNo: subject })),
        nextCursor: next && cursorOf(next),
      }
    },
  })
}
