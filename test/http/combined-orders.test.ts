import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

let house: TestHouse
let tea: Shelf
let cup: Shelf
let mine: Person
let other: Person
let keys = 0

type Person = { readonly token: string; readonly addressId: number }

beforeAll(async () => {
  house = await openHouse()
  tea = await fillShelf(house, { code: 'tea-for-all', price: 3_000, pieces: 50 })
  cup = await fillShelf(house, { code: 'cup-for-all', price: 8_000, pieces: 50 })
  mine = await person('林晓', '13800000001')
  other = await person('周航', '13800000002')
})
afterAll(() => house.close())

const ask = (method: 'GET' | 'POST', url: string, payload?: object, token = mine.token, key?: string) =>
  house.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': key ?? `together-${++keys}-of-many` },
    ...(payload ? { payload } : {}),
  })

async function person(name: string, phone: string): Promise<Person> {
  const { token } = await house.buyer(name, phone)
  const address = {
    name,
    phone,
    province: '浙江省',
    city: '杭州市',
    district: '',
    street: '文三路 1 号',
    isDefault: true,
  }
  return { token, addressId: (await ask('POST', '/v1/addresses', address, token)).json().id }
}

const placed = async ({ skuId }: Shelf, { token, addressId } = mine): Promise<string> => {
  const lines = [{ skuId, quantity: 1 }]
  const quote = (await ask('POST', '/v1/quotes', { lines }, token)).json()
  return (await ask('POST', '/v1/trades', { lines, addressId, quoteHash: quote.hash }, token)).json().no
}
const cashier = (nos: readonly string[], token = mine.token) =>
  ask('GET', `/v1/combined-cashier?trades=${nos.join()}`, undefined, token)
const native = { channel: 'wechat', method: 'native' }
const confirm = async (no: string): Promise<unknown> => {
  const url = `${house.core.simulator.url}/control/orders/${no}/pay`
  const headers = { 'content-type': 'application/json' }
  return (await fetch(url, { method: 'POST', headers, body: '{}' })).json()
}

describe('several trades paid at once, over HTTP', () => {
  it('[I2] seen, begun, asked about and paid; each trade keeps its attempt', async () => {
    const nos = [await placed(tea), await placed(cup)]
    const seen = (await cashier(nos)).json()
    expect(seen).toMatchObject({ amount: 12_000, currency: 'CNY', current: null })
    expect(
      seen.trades.map(({ no, amount, reason }: Record<string, unknown>) => [no, amount, reason]),
    ).toEqual([
      [nos[0], 3_500, null],
      [nos[1], 8_500, null],
    ])
    const ways = seen.methods.map(({ channel, method, reason }: Record<string, { code?: string } | null>) =>
      [channel, method, reason?.code ?? 'taken'].join(),
    )
    expect(ways).toContain('wechat,native,taken')
    expect(ways).toContain('offline,transfer,one_at_a_time')
    const begun = await ask('POST', '/v1/combined-orders', { tradeNos: nos, ...native })
    expect(begun.statusCode).toBe(201)
    const order = begun.json()
    expect(order).toMatchObject({ amount: 12_000, state: 'ready', presentation: { kind: 'qr' } })
    expect((await cashier(nos)).json().current.no).toBe(order.no)
    await confirm(order.no)
    const paid = (await ask('POST', `/v1/combined-orders/${order.no}/check`, {})).json()
    expect(paid).toMatchObject({ state: 'succeeded', presentation: null })
    for (const part of paid.parts) {
      expect((await ask('GET', `/v1/trades/${part.tradeNo}`)).json().state).toBe('paid')
      expect((await ask('GET', `/v1/attempts/${part.no}`)).json().combinedNo).toBe(order.no)
    }
    const after = (await cashier(nos)).json()
    expect(after).toMatchObject({ amount: 0, current: { state: 'succeeded' } })
    expect(after.trades[0].reason.code).toBe('settled')
  })

  it('[W6] another’s trade is not there, whoever asks and however', async () => {
    const nos = [await placed(tea), await placed(tea, other)]
    expect((await cashier(nos)).statusCode).toBe(404)
    expect((await ask('POST', '/v1/combined-orders', { tradeNos: nos, ...native })).statusCode).toBe(404)
    const own = [nos[0]!, await placed(cup)]
    const order = (await ask('POST', '/v1/combined-orders', { tradeNos: own, ...native })).json()
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/check'],
    ] as const) {
      const body = method === 'POST' ? {} : undefined
      const url = `/v1/combined-orders/${order.no}${path}`
      expect((await ask(method, url, body, other.token)).statusCode).toBe(404)
      expect((await ask(method, url, body)).statusCode).toBe(200)
    }
  })

  it('[N10] what cannot be paid so is refused by name, and names the trade', async () => {
    const [a, b] = [await placed(tea), await placed(cup)]
    const refused = async (body: object) => {
      const { code, param, detail } = (await ask('POST', '/v1/combined-orders', body)).json()
      return { code, ...(param ? { param } : {}), ...(detail ? { detail } : {}) }
    }
    const both = { tradeNos: [a, b] }
    expect(await refused({ ...both, channel: 'offline', method: 'transfer' })).toEqual({
      code: 'cannot_combine',
      param: 'channel',
    })
    expect(await refused({ ...both, channel: 'paypal', method: 'page' })).toMatchObject({
      code: 'unknown_channel',
    })
    expect(await refused({ tradeNos: [a, a], ...native })).toMatchObject({ code: 'invalid_field' })
    expect(await refused({ tradeNos: [a], ...native })).toMatchObject({ code: 'invalid_field' })
    expect(await refused({ ...both, ...native, returnUrl: 'https://elsewhere.example/' })).toMatchObject({
      code: 'invalid_field',
      param: 'returnUrl',
    })
    await ask('POST', `/v1/trades/${b}/cancel`, {})
    expect(await refused({ ...both, ...native })).toMatchObject({
      code: 'payment_closed',
      detail: { tradeNo: b },
    })
  })

  it('[N6] the same key is the same combined order, whatever it is asked for in between', async () => {
    const body = { tradeNos: [await placed(tea), await placed(cup)], ...native }
    const first = await ask('POST', '/v1/combined-orders', body, mine.token, 'one-key-for-two-trades')
    const again = await ask('POST', '/v1/combined-orders', body, mine.token, 'one-key-for-two-trades')
    expect(again.json().no).toBe(first.json().no)
    const less = { ...body, tradeNos: body.tradeNos.toReversed() }
    const other = await ask('POST', '/v1/combined-orders', less, mine.token, 'one-key-for-two-trades')
    expect(other.json().code).toBe('idempotency_conflict')
  })

  it('nothing above was a defect', () => expect(house.defects).toEqual([]))
})
