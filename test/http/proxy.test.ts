import { pino } from 'pino'
import { expect, it } from 'vitest'
import { bareApp } from '../../src/http/server.ts'

/** The address that limits are counted by, as one proxy in front reports it. */
const addressSeen = async (trustProxy: boolean): Promise<string> => {
  const app = bareApp({ logger: pino({ level: 'silent' }), trustProxy })
  app.get('/', (request) => ({ ip: request.ip }))
  const answer = await app.inject({ url: '/', headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' } })
  await app.close()
  return answer.json().ip
}

it('[Q11] a client cannot choose the address that it is counted by', async () => {
  expect(await addressSeen(true)).toBe('203.0.113.7')
  expect(await addressSeen(false)).toBe('127.0.0.1')
})
