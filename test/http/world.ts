import { sql } from 'kysely'
import { createKey, PERMISSIONS, type Staff, WEIGHT } from '../../src/modules/account/index.ts'
import type { TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

/** Something of everything that belongs to somebody: a shop's and a buyer's, with a paid and refunded order. */
export type Belongings = {
  readonly shelf: Shelf
  readonly buyer: { readonly id: string; readonly token: string }
  readonly owner: { readonly id: string; readonly token: string; readonly sessionId: string }
  readonly serverKey: string
  readonly ids: {
    readonly address: string
    readonly trade: string
    readonly order: string
    readonly attempt: string
    /** Of a combined order once {@link combineTwo} has begun one. */
    readonly combined: string
    readonly refund: string
    readonly account: string
    readonly journal: string
    readonly staff: string
    readonly key: string
    readonly credential: string
    readonly endpoint: string
    readonly delivery: string
    readonly message: string
  }
}

let count = 0

/** Asks with a key of its own, and expects that it is answered. */
const asking =
  (house: TestHouse, code: string) =>
  async (method: 'POST' | 'GET', url: string, payload: object, token: string) => {
    const key = { 'idempotency-key': `furnish-${code}-${++count}` }
    const answer = await house.app.inject({
      method,
      url,
      payload,
      headers: { authorization: `Bearer ${token}`, ...key },
    })
    if (answer.statusCode >= 400) throw new Error(`${url}: ${answer.body}`)
    return answer.json()
  }

export const furnish = async (house: TestHouse, code: string, price = 2_000): Promise<Belongings> => {
  const { db } = house.database
  const shelf = await fillShelf(house, { code, price, pieces: 1_000 })
  const buyer = await house.buyer(`买家 ${code}`, `1380000${1_000 + ++count}`)
  const owner = await house.staff('owner', shelf.shopId)
  const clerk = await house.staff('clerk', shelf.shopId)
  const ask = asking(house, code)
  const place = {
    name: '收件人',
    phone: '13800000001',
    province: '省',
    city: '市',
    district: '',
    street: '街 1 号',
    isDefault: true,
  }
  const address = await ask('POST', '/v1/addresses', place, buyer.token)
  const lines = [{ skuId: shelf.skuId, quantity: 2 }]
  const { hash } = await ask('POST', '/v1/quotes', { lines }, buyer.token)
  const wish = { lines, addressId: address.id, quoteHash: hash }
  const trade = await ask('POST', '/v1/trades', wish, buyer.token)
  const native = { channel: 'wechat', method: 'native' }
  const attempt = await ask('POST', `/v1/trades/${trade.no}/attempts`, native, buyer.token)
  await fetch(`${house.core.simulator.url}/control/orders/${attempt.no}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  await ask('POST', `/v1/attempts/${attempt.no}/check`, {}, buyer.token)
  const order = trade.orders[0].no
  const some = { lines: [{ lineNo: 1, quantity: 1 }], reason: 'one of two' }
  const refund = await ask('POST', `/v1/orders/${order}/refunds`, some, owner.token)
  const hook = { url: 'https://example.com/hook' }
  const endpoint = await ask('POST', '/v1/webhook-endpoints', hook, owner.token)
  const delivery = await sql<{ id: number }>`
    insert into webhook_delivery (endpoint_id, event_id, event_type, position, body, due_at, created_at)
    values (${endpoint.id}, ${`evt_${code}`}, 'order.paid', 1, '{}', now(), now()) returning id`.execute(db)
  const message = await sql<{ id: number }>`
    insert into push_message (dedup_key, node, audience, way, recipient, address, subject_no, title_zh, title_en,
      body_zh, body_en, language, variables, state, due_at, occurred_at, created_at)
    values (${`message of ${code}`}, 'paid', 'merchant', 'mail', ${`shop:${shelf.shopId}`}, 'a@b.example', ${order},
      '支付成功', 'Paid', '已付款', 'It is paid', 'zh-CN', '{}', 'dead', now(), now(), now()) returning id`.execute(
    db,
  )
  const books = await sql<{ account: number; journal: string }>`
    select a.id as account, p.journal_no as journal from account a join posting p on p.account_id = a.id
    where a.owner_type = 'shop' and a.owner_id = ${String(shelf.shopId)} limit 1`.execute(db)
  const maker: Staff = {
    kind: 'staff',
    id: owner.id,
    name: code,
    sessionId: owner.sessionId,
    role: 'owner',
    shopId: shelf.shopId,
  }
  const scopes = PERMISSIONS.filter((one) => WEIGHT[one] !== 'check' && WEIGHT[one] !== 'rule')
  const made = await createKey(
    db,
    maker,
    { name: code, scopes: scopes.filter((one) => house.ownerMay.includes(one)) },
    new Date(),
  )
  if (!made.ok) throw new Error(made.rejection.code)
  const credential = await ask(
    'POST',
    `/v1/keys/${made.value.id}/credentials`,
    { algorithm: 'HMAC-SHA256' },
    owner.token,
  )
  await house.refreshKeys()
  return {
    shelf,
    buyer,
    owner,
    serverKey: made.value.secret,
    ids: {
      address: String(address.id),
      trade: trade.no,
      order,
      attempt: attempt.no,
      combined: attempt.no,
      refund: refund.no,
      account: String(books.rows[0]!.account),
      journal: books.rows[0]!.journal,
      staff: clerk.id,
      key: String(made.value.id),
      credential: credential.id,
      endpoint: endpoint.id,
      delivery: String(delivery.rows[0]!.id),
      message: String(message.rows[0]!.id),
    },
  }
}

/** The same belongings with two more trades, which are being paid at once. */
export const combineTwo = async (house: TestHouse, { ids, ...rest }: Belongings): Promise<Belongings> => {
  const { token } = rest.buyer
  const ask = asking(house, `two-${ids.trade}`)
  const lines = [{ skuId: rest.shelf.skuId, quantity: 1 }]
  const { hash } = await ask('POST', '/v1/quotes', { lines }, token)
  const wish = { lines, addressId: Number(ids.address), quoteHash: hash }
  const first = await ask('POST', '/v1/trades', wish, token)
  const second = await ask('POST', '/v1/trades', wish, token)
  const body = { tradeNos: [first.no, second.no], channel: 'wechat', method: 'native' }
  const { no } = await ask('POST', '/v1/combined-orders', body, token)
  return { ...rest, ids: { ...ids, combined: no } }
}

/** Whose id stands in a path: every route with an id must be here, so that a new one cannot be forgotten. */
export const paramsOf = (path: string, { ids, shelf }: Belongings): Record<string, string> | null => {
  const product = { id: String(shelf.spuId), skuId: String(shelf.skuId) }
  const byPrefix: [string, Record<string, string>][] = [
    ['/v1/addresses/', { id: ids.address }],
    ['/v1/trades/', { no: ids.trade }],
    ['/v1/attempts/', { no: ids.attempt }],
    ['/v1/combined-orders/', { no: ids.combined }],
    ['/v1/orders/', { no: ids.order }],
    ['/v1/refunds/', { no: ids.refund }],
    ['/v1/hand-entries/', { id: `${ids.attempt}-1` }],
    ['/v1/payments/', { payableNo: ids.trade }],
    ['/v1/ledger/accounts/', { id: ids.account }],
    ['/v1/ledger/journals/', { no: ids.journal }],
    ['/v1/stock/', { skuId: product.skuId }],
    ['/v1/console/products/', product],
    ['/v1/console/shops/', { id: String(shelf.shopId) }],
    ['/v1/console/categories/', { code: 'all' }],
    ['/v1/staff/', { id: ids.staff }],
    ['/v1/keys/', { id: ids.key, credentialId: ids.credential }],
    ['/v1/evidence/', { id: '1' }],
    ['/v1/disputes/', { no: '0026030112000000000001' }],
    ['/v1/duplicates/', { id: '1' }],
    ['/v1/routing/rules/', { id: '1' }],
    ['/v1/payment-settings/', { name: 'points' }],
    ['/v1/wallets/', { buyerId: 'somebody' }],
    ['/v1/wallet-adjustments/', { no: ids.trade }],
    ['/v1/points-revaluations/', { no: ids.trade }],
    ['/v1/sharings/', { no: ids.trade }],
    ['/v1/sharing-returns/', { no: ids.trade }],
    ['/v1/webhook-endpoints/', { id: ids.endpoint }],
    ['/v1/webhook-deliveries/', { id: ids.delivery }],
    ['/v1/push/messages/', { id: ids.message }],
    ['/v1/events/', { position: '1' }],
  ]
  return byPrefix.find(([prefix]) => path.startsWith(prefix))?.[1] ?? null
}
