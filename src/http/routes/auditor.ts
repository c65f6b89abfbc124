import { CHECKS, listAuditRuns, listOpenBreaks, runAudit } from '../../auditor/index.ts'
import type { Access } from '../access.ts'
import type { App, Doors } from '../doors.ts'
import { AuditRunSchema, AuditRuns, AuditScope } from '../schemas/console.ts'
import { answers } from '../schemas/shapes.ts'

const READ: Access = { callers: ['staff'], permission: 'audit.read', ownership: 'platform' }
const tags = ['audit']
const SAYS = new Map(CHECKS.map(({ code, says }) => [code, says]))

type Run = Awaited<ReturnType<typeof runAudit>>
const rendered = (run: Run) => ({
  ...run,
  results: run.results.map(({ code, found }) => ({
    code,
    found,
    says: SAYS.get(code) ?? { zh: code, en: code },
  })),
})

export const auditorRoutes = (app: App, { db, clock }: Doors): void => {
  // A whole run reads every row: whoever asks while one is under way gets that one.
  const underWay = new Map<Run['scope'], Promise<Run>>()
  const look = (scope: Run['scope']): Promise<Run> => {
    const known = underWay.get(scope)
    if (known) return known
    const started = runAudit(db, scope, clock.now()).finally(() => underWay.delete(scope))
    underWay.set(scope, started)
    return started
  }

  app.route({
    method: 'GET',
    url: '/v1/audit/runs',
    config: { access: READ },
    schema: {
      tags,
      summary: "The auditor's runs and what is still broken",
      response: answers(200, AuditRuns),
    },
    handler: async () => ({
      items: (await listAuditRuns(db)).map(rendered),
      breaks: await listOpenBreaks(db),
    }),
  })

  app.route({
    method: 'POST',
    url: '/v1/audit/runs',
    config: {
      access: { ...READ, permission: 'audit.run' },
      idempotency: { none: 'it only looks; another run is another look' },
    },
    schema: {
      tags,
      summary: 'Check every invariant now',
      body: AuditScope,
      response: answers(201, AuditRunSchema),
    },
    handler: async ({ body: { scope = 'whole' } }, reply) =>
      reply.code(201).send(rendered(await look(scope))),
  })
}
