import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

describe('where a channel sends the browser back to', () => {
  const back = (method: 'GET' | 'POST', query: string, channel = 'wechat') =>
    house.app.inject({
      method,
      url: `/v1/channels/${channel}/return${query}`,
      // As a channel's page posts it: a form, from another origin.
      headers: { origin: 'https://cashier.channel.example', 'sec-fetch-site': 'cross-site' },
      ...(method === 'POST' ? { payload: 'respCode=00&sign=x' } : {}),
    })

  it.each(['GET', 'POST'] as const)(
    '[N14] %s goes on to a page of ours, whatever the channel adds',
    async (method) => {
      const answer = await back(method, '?to=%2Forders%2F1%3Fa%3Db&out_trade_no=9&sign=x')
      expect([answer.statusCode, answer.headers.location]).toEqual([303, '/orders/1?a=b'])
    },
  )

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\nb', ''])(
    '[AB10] to %j it does not go',
    async (to) => {
      const answer = await back('GET', `?to=${encodeURIComponent(to)}`)
      expect(answer.headers.location ?? '/').toBe('/')
    },
  )

  it('a channel that is not set up is not there', async () => {
    for (const channel of ['alipay', 'mock', 'nobody']) {
      const { statusCode } = await back('GET', '?to=%2F', channel)
      expect([400, 404]).toContain(statusCode)
    }
  })
})

describe('the door for notices', () => {
  const report = (channel: string, contentType: string, payload: string) =>
    house.app.inject({
      method: 'POST',
      url: `/v1/channels/${channel}/notices`,
      headers: { 'content-type': contentType },
      payload,
    })

  it('[N5] takes a body of any type as bytes, and refuses it for its signature only', async () => {
    for (const type of ['application/json', 'application/x-www-form-urlencoded;charset=GBK', 'text/plain']) {
      const answer = await report('wechat', type, 'a=%D6%A7&sign=x')
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'FAIL'])
    }
  })

  it('[AB10] takes no endless body', async () => {
    const answer = await report('wechat', 'application/x-www-form-urlencoded', 'x'.repeat(70_000))
    expect(answer.statusCode).toBe(413)
  })
})
