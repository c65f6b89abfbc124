import { pino } from 'pino'
import { expect, it } from 'vitest'
import { serializers, validators } from './compilers.ts'
import type { Doors } from './doors.ts'
import { registerRoutes } from './routes/index.ts'
import { bareApp } from './server.ts'

/** Handlers are made and never run, so nothing stands behind the routes. */
const unopened = {
  logger: pino({ level: 'silent' }),
  trustProxy: false,
  publicUrl: 'http://localhost',
  channels: [],
  demo: { codeOf: () => null, simulatorUrl: 'http://127.0.0.1' },
} as unknown as Doors

it('every check and every writer of an answer can be made, though a process makes them when they are asked for', async () => {
  const app = bareApp(unopened)
  const [checks, writers] = [validators(), serializers()]
  const broken: string[] = []
  let made = 0
  const attempt = (what: string, run: () => unknown, tolerated?: RegExp) => {
    made += 1
    try {
      run()
    } catch (error) {
      if (!tolerated?.test(String(error))) broken.push(`${what}: ${String(error)}`)
    }
  }
  app.addHook('onRoute', ({ method, url, schema = {} }) => {
    const of = { method: String(method), url }
    const parts = { body: schema.body, querystring: schema.querystring, params: schema.params }
    for (const [httpPart, part] of Object.entries(parts))
      if (part)
        attempt(`${of.method} ${url} ${httpPart}`, () => checks({ ...of, httpPart, schema: part })({}))
    // Nothing is no answer of most of these; the writer that says so was made.
    for (const [httpStatus, answer] of Object.entries((schema.response ?? {}) as Record<string, object>))
      attempt(
        `${of.method} ${url} ${httpStatus}`,
        () => writers({ ...of, httpStatus, schema: answer })({}),
        /is required!|does not match schema definition|cannot be converted/,
      )
  })
  registerRoutes(app, unopened)
  await app.ready()
  expect(broken).toEqual([])
  expect(made).toBeGreaterThan(300)
})

it('routes that share the schema of an answer share its writer', () => {
  const compile = serializers()
  const schema = { type: 'object', properties: { no: { type: 'string' } } }
  const [one, other] = [
    compile({ schema, method: 'GET', url: '/a' }),
    compile({ schema, method: 'GET', url: '/b' }),
  ]
  expect([one({ no: 'x', more: 1 }), other({ no: 'y' })]).toEqual(['{"no":"x"}', '{"no":"y"}'])
})

it('a check that is asked twice tells each time what was wrong then', () => {
  const check = validators()({
    schema: { type: 'object', properties: { limit: { type: 'integer' } }, additionalProperties: false },
    method: 'GET',
    url: '/a',
    httpPart: 'querystring',
  }) as ((fields: object) => boolean) & { errors?: unknown[] | null }
  expect([check({ limit: '5' }), check.errors]).toEqual([true, null])
  expect([check({ limit: '5e1' }), check.errors?.length]).toEqual([false, 1])
  expect([check({ limit: 7 }), check.errors]).toEqual([true, null])
})
