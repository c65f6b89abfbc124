import { generateKeyPairSync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type SigningCredential, TongbaoProblem, tongbao } from '../../sdk/src/index.ts'
import { type Client, client, signInStaff } from '../client.ts'
import { type Teller, teller, yuan } from '../sale/teller.ts'
import type { Items, Product, ProductPage } from '../shapes.ts'
import { wallet } from '../wallet.ts'
import { openShop, type Shop } from './shop.ts'

const PASSWORD = 'tongbao-demo'
const SCOPES = [
  'trade.create',
  'order.read',
  'payment.create',
  'payment.read',
  'refund.request',
  'refund.read',
  'webhook.read',
  'webhook.write',
]

/** Plays a shop's own server with its customer, through the public API alone, and tells it. */
export async function playCheckout(url: string, write: (line: string) => void): Promise<string> {
  const tell = teller(write)
  const owner = await signInStaff(url, 'shanlan', PASSWORD)
  const signWith = await makeKey(owner, tell)
  const goods = await chooseGoods(url)
  const shop = await openShop(tongbao({ url, signWith }), goods)
  try {
    const { url: provider } = await client(url).get<{ url: string }>('/v1/demo/simulator')
    const reference = await purchase(shop, tell)
    await forgery(shop, reference, tell)
    await wallet(provider).pay(shop.purchase(reference).attempt.no)
    tell.say(`The customer pays; a signed event arrives: ${await result(shop, reference, 'paid')}`)
    await misuse(url, signWith, tell)
    await refund(url, signWith, { shop, reference }, tell)
    return tell.text()
  } finally {
    await shop.close()
  }
}

/** The private key is made here and stays here; the console gets the public one. */
async function makeKey(owner: Client, tell: Teller): Promise<SigningCredential> {
  tell.chapter('A key for the shop’s server')
  const body = { name: 'checkout', scopes: SCOPES, signedOnly: true }
  const { id, signedOnly } = await owner.post<{ id: number; signedOnly: boolean }>('/v1/keys', body)
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const credential = await owner.post<{ id: string; algorithm: string }>(`/v1/keys/${id}/credentials`, {
    algorithm: 'Ed25519',
    publicKey: pem,
  })
  tell.say(`It takes signed requests only: ${signedOnly}. It signs by ${credential.algorithm}.`)
  const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { id: credential.id, algorithm: 'Ed25519', privateKey: secret }
}

/** The first thing on sale in the shop: the demo's goods are the same every time. */
async function chooseGoods(url: string): Promise<{ skuId: number; title: string }> {
  const guest = client(url)
  const { items } = await guest.get<Items<Product>>('/v1/products?shop=1&limit=20')
  const product = items.find(({ soldOut }) => !soldOut)!
  const { skus } = await guest.get<ProductPage>(`/v1/products/${product.id}`)
  return { skuId: skus.find(({ available }) => available >= 20)!.id, title: product.title }
}

/** What the customer's browser does. */
const open = (shop: Shop, path: string, method = 'GET'): Promise<Response> =>
  fetch(shop.url + path, { method, redirect: 'manual' })
const titleOf = async (response: Response): Promise<string> =>
  /<h1>(.*?)<\/h1>/.exec(await response.text())?.[1] ?? `nothing (${response.status})`

async function purchase(shop: Shop, tell: Teller): Promise<string> {
  tell.chapter('A customer buys')
  tell.say(`The shop shows: ${await titleOf(await open(shop, '/'))}`)
  const bought = await open(shop, '/buy', 'POST')
  const path = bought.headers.get('location') ?? ''
  const page = await open(shop, path)
  const text = await page.text()
  tell.say(`The payment page: ${/<h1>(.*?)<\/h1>/.exec(text)?.[1]}, with a QR code: ${text.includes('<svg')}`)
  return path.split('/')[2]!
}

async function forgery(shop: Shop, reference: string, tell: Teller): Promise<void> {
  const { orderNo } = shop.purchase(reference)
  const letter = { type: 'order.paid', id: 'evt_1', resource: { kind: 'order', no: orderNo }, data: {} }
  const forged = await fetch(`${shop.url}/events`, {
    method: 'POST',
    headers: {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': `v1,${btoa('a signature of nobody at all, 32 b')}`,
    },
    body: JSON.stringify(letter),
  })
  const still = await titleOf(await open(shop, `/pay/${reference}`))
  tell.say(`Somebody claims that it was paid: the shop answers ${forged.status} and goes on: ${still}`)
}

/** Reads the result page until it says so. */
async function result(shop: Shop, reference: string, state: string): Promise<string> {
  for (let round = 0; round < 600; round++) {
    const text = await (await open(shop, `/result/${reference}`)).text()
    if (text.includes(`data-state="${state}"`)) return /<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? ''
    await sleep(100)
  }
  throw new Error(`the result page never said ${state}`)
}

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'let in',
    (error: unknown) => (error instanceof TongbaoProblem ? error.code : String(error)),
  )

/** What somebody on the way could try. */
async function misuse(url: string, signWith: SigningCredential, tell: Teller): Promise<void> {
  tell.chapter('What somebody on the way could try')
  const requests: Request[] = []
  const heard = tongbao({
    url,
    signWith,
    fetch: (request) => {
      requests.push(request.clone())
      return fetch(request)
    },
  })
  await heard.get('/v1/orders', { query: { limit: 1 } })
  const replayed = await fetch(requests[0]!)
  tell.say(`The same request once more: ${((await replayed.json()) as { code: string }).code}`)
  const bent = tongbao({
    url,
    signWith,
    fetch: (request) => fetch(new Request(request.url.replace('limit=1', 'limit=99'), request)),
  })
  tell.say(`Another query: ${await codeOf(bent.get('/v1/orders', { query: { limit: 1 } }))}`)
  const unscoped = tongbao({ url, signWith }).get('/v1/ledger/accounts')
  tell.say(`What the key has no scope for: ${await codeOf(unscoped)}`)
}

async function refund(
  url: string,
  signWith: SigningCredential,
  { shop, reference }: { readonly shop: Shop; readonly reference: string },
  tell: Teller,
): Promise<void> {
  tell.chapter('The customer sends it back')
  const server = tongbao({ url, signWith })
  const { orderNo: no } = shop.purchase(reference)
  const body = { reason: '不想要了' }
  const asked = await server.post('/v1/orders/{no}/refunds', { path: { no }, body, key: `back-${reference}` })
  tell.say(
    `The shop’s server asks for ${yuan(asked.amount)} back: ${asked.state}. It may decide nothing: [${asked.actions}]`,
  )
  const finance = await signInStaff(url, 'senior', PASSWORD)
  await finance.post(`/v1/refunds/${asked.no}/approve`, {})
  tell.say(`A person approves; a signed event arrives: ${await result(shop, reference, 'refunded')}`)
}
