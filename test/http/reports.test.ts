import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { type Belongings, furnish } from './world.ts'

let house: TestHouse
let tea: Belongings
let finance: { token: string }
beforeAll(async () => {
  house = await openHouse()
  tea = await furnish(house, 'tea')
  await furnish(house, 'cup')
  finance = await house.staff('finance')
})
afterAll(() => house.close())

/** The two days around what was furnished just now, by the number of its attempt. */
const period = (): string => {
  const [, yy, mm, dd] = /^\d\d(\d\d)(\d\d)(\d\d)/.exec(tea.ids.attempt)!
  const noon = Date.parse(`20${yy}-${mm}-${dd}T12:00:00+08:00`)
  const at = (hours: number) => new Date(noon + hours * 3_600_000).toISOString()
  return `from=${at(-24)}&until=${at(24)}`
}
const ask = (token: string, path: string) =>
  house.app.inject({ method: 'GET', url: path, headers: { authorization: `Bearer ${token}` } })

type Told = { code: string; value: number | null }
const figures = (report: { figures: Told[] }) =>
  Object.fromEntries(report.figures.map(({ code, value }) => [code, value]))

describe('the payment report over the API', () => {
  it('[N17] counts what was paid, and its table says the same numbers', async () => {
    const report = (await ask(finance.token, `/v1/reports/payments?${period()}`)).json()
    expect(figures(report)).toMatchObject({ started: 2, succeeded: 2, received: 9_000, success_rate: 10_000 })
    const csv = await ask(finance.token, `/v1/reports/payments.csv?${period()}`)
    expect(csv.headers['content-type']).toMatch(/^text\/csv/)
    const rows = csv.body
      .slice(1)
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
    expect(rows[0]).toEqual(['部分', '项目', '指标', '名称', '数值', '单位', '口径'])
    const whole = rows.filter(([part]) => part === '总览').map(([, , code, , value]) => [code, value])
    expect(whole).toEqual(
      report.figures.map(({ code, value }: Told) => [code, value === null ? '' : String(value)]),
    )
    const mix = rows.filter(([part, item]) => part === '渠道构成' && item === 'wechat native')
    expect(mix.find(([, , code]) => code === 'received')?.[4]).toBe('9000')
  })

  it('[N17] a merchant gets his own shop, whatever shop he asks for; who may not see payments gets nothing', async () => {
    const path = `/v1/reports/payments?${period()}`
    const own = (await ask(tea.owner.token, path)).json()
    expect(own.shopId).toBe(tea.shelf.shopId)
    expect(figures(own)).toMatchObject({ started: 1, received: 4_500 })
    expect((await ask(tea.owner.token, `${path}&shop=${tea.shelf.shopId + 1}`)).json()).toEqual(own)
    expect((await ask(tea.buyer.token, path)).statusCode).toBe(403)
    const { token } = await house.staff('product')
    expect((await ask(token, path)).statusCode).toBe(403)
  })

  it('a period that is none, or longer than a year, is refused', async () => {
    const at = (from: string, until: string) =>
      ask(finance.token, `/v1/reports/payments?from=${from}&until=${until}`)
    for (const [from, until] of [
      ['2026-02-01T00:00:00Z', '2026-02-01T00:00:00Z'],
      ['2026-02-02T00:00:00Z', '2026-02-01T00:00:00Z'],
      ['2024-02-02T00:00:00Z', '2026-02-01T00:00:00Z'],
      ['2026-02-31T00:00:00Z', 'yesterday'],
    ] as const)
      expect((await at(from, until)).statusCode, `${from} ${until}`).toBe(400)
  })
})
