import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { type Health, healthRoutes } from './health.ts'

let app: FastifyInstance
afterEach(() => app.close())

const opened = (more: Partial<Health> = {}): FastifyInstance => {
  app = Fastify()
  healthRoutes(app, {
    ready: async () => 'ready',
    metrics: async () => 'tongbao_up 1\n',
    metricsType: 'text/plain',
    metricsToken: undefined,
    ...more,
  })
  return app
}

it.each(['starting', 'draining', 'database_unreachable'] as const)(
  'while %s the process is alive and takes no work',
  async (status) => {
    opened({ ready: async () => status })
    expect((await app.inject('/livez')).statusCode).toBe(200)
    const answer = await app.inject('/readyz')
    expect([answer.statusCode, answer.json()]).toEqual([503, { status }])
  },
)

it.each([
  ['from this machine', {}, '127.0.0.1', 200],
  ['from this machine, IPv6', {}, '::ffff:127.0.0.1', 200],
  ['from another', {}, '203.0.113.9', 404],
  ['through a proxy on this machine', { 'x-forwarded-for': '203.0.113.9' }, '127.0.0.1', 404],
  ['through a proxy that says Forwarded', { forwarded: 'for=203.0.113.9' }, '127.0.0.1', 404],
  ['with the token', { 'x-metrics-token': 'a-token-of-the-collector' }, '203.0.113.9', 200],
  ['with a wrong token', { 'x-metrics-token': 'another-token-entirely' }, '203.0.113.9', 404],
])('metrics %s', async (_what, headers, remoteAddress, expected) => {
  opened({ metricsToken: 'a-token-of-the-collector' })
  expect((await app.inject({ url: '/metrics', headers, remoteAddress })).statusCode).toBe(expected)
})
