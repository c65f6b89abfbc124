import type { Wanted } from '../../flows/index.ts'
import { accept, type Outcome, type Rejection, reject } from '../../kernel/outcome.ts'
import type { Caller } from '../../modules/account/index.ts'
import type { CatalogFacts } from '../../modules/catalog/index.ts'
import { type Address as BookedAddress, findAddresses } from '../../modules/member/index.ts'
import type { Address, Invoice } from '../../modules/order/index.ts'
import type { Access } from '../access.ts'
import { customerCaller } from '../caller.ts'
import { customerOf, strayField } from '../customer.ts'
import type { Answer, App, Doors } from '../doors.ts'
import { gather } from '../gather.ts'
import { commandKey } from '../idempotency.ts'
import type { ProblemCode } from '../problems.ts'
import { refuse } from '../refusal.ts'
import { discountOf, renderQuote, shopRef } from '../render/quote.ts'
import { AskedQuote, PlacedTrade, QuoteBody, TradeBody } from '../schemas/checkout.ts'
import { answers } from '../schemas/shapes.ts'

const tags = ['checkout']
const OWN: Access = { callers: ['buyer', 'key'], permission: 'trade.create', ownership: 'own' }

/** One order for the same wishes, so that the same cart has the same price to the fen whoever sends it. */
export const inOrder = (catalog: CatalogFacts, lines: readonly Wanted[]): Wanted[] =>
  [...lines].sort((a, b) => {
    const [one, two] = [catalog.skuFacts(a.skuId)?.shopId ?? 0, catalog.skuFacts(b.skuId)?.shopId ?? 0]
    return one - two || a.skuId - b.skuId
  })

const twice = (lines: readonly Wanted[]): boolean =>
  new Set(lines.map(({ skuId }) => skuId)).size < lines.length
const DOUBLED: Rejection<ProblemCode> = {
  code: 'invalid_field',
  param: 'lines',
  detail: { rule: 'uniqueItems' },
}

type InvoiceWish = { type: 'none' | 'personal' | 'company'; title?: string; taxNo?: string }
const invoiceOf = (wish: InvoiceWish | undefined): Invoice | null | 'incomplete' => {
  if (!wish || wish.type === 'none') return null
  if (!wish.title || (wish.type === 'company' && !wish.taxNo)) return 'incomplete'
  return { type: wish.type, title: wish.title, taxNo: wish.taxNo ?? null }
}

/** Addresses are read together, whoever asks for them. */
export const checkoutRoutes = (app: App, doors: Doors): void => {
  const { commandDb, flows, catalog } = doors
  const addressOf = gather((asked: readonly { buyerId: string; id: number }[]) =>
    findAddresses(commandDb, asked),
  )
  const deliveryOf = addressReader(addressOf)
  app.route({
    method: 'POST',
    url: '/v1/quotes',
    config: {
      access: { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'public' },
      idempotency: { none: 'it changes nothing' },
    },
    schema: { tags, summary: 'What it costs and why', body: QuoteBody, response: answers(200, AskedQuote) },
    handler: async ({ body, caller }, reply) => {
      const lines = inOrder(catalog, body.lines)
      if (twice(lines)) return refuse(reply, DOUBLED)
      const delivery = await deliveryOf(caller, body.addressId)
      if (!delivery.ok) return refuse(reply, delivery.rejection)
      const priced = flows.quote(lines)
      if (!priced.ok) return refuse(reply, priced.rejection)
      return { ...renderQuote(priced.value, lines), address: delivery.value }
    },
  })
  placeRoute(app, doors, addressOf)
}

type AddressOf = (asked: { buyerId: string; id: number }) => Promise<BookedAddress | null>

/**
 * The address of a quote, under the rules that placing has. It decides no price (freight is by shop, wherever the
 * goods go), so a quote without one is whole; but one that is named is never passed over.
 */
const addressReader =
  (addressOf: AddressOf) =>
  async (caller: Caller, id: number | undefined): Promise<Outcome<BookedAddress | null, ProblemCode>> => {
    if (id === undefined) return accept(null)
    const fault = { param: 'addressId' }
    if (caller.kind === 'guest') return reject('not_signed_in', fault)
    // Address books are buyers' own: what a server orders goes where its customer says.
    if (caller.kind !== 'buyer') return reject('invalid_field', fault)
    const found = await addressOf({ buyerId: caller.id, id })
    return found ? accept(found) : reject('address_not_found', fault)
  }

/** The hot route. The caller is proven from memory, the answer comes from the command. */
const placeRoute = (app: App, doors: Doors, addressOf: AddressOf): void => {
  const { flows, catalog } = doors

  app.route({
    method: 'POST',
    url: '/v1/trades',
    config: { access: OWN },
    schema: { tags, summary: 'Place a trade', body: TradeBody, response: answers(201, PlacedTrade) },
    handler: async (request, reply) => {
      const caller = customerCaller(request)
      const astray = strayField(caller, request.body, catalog)
      if (astray !== null) return refuse(reply, { code: 'invalid_field', param: astray })
      const buyerId = customerOf(caller, request.body)
      const { addressId, quoteHash, remarks = {}, customer } = request.body
      const lines = inOrder(catalog, request.body.lines)
      if (twice(lines)) return refuse(reply, DOUBLED)
      const stray = strayRemark(catalog, lines, remarks)
      if (stray !== undefined) return refuse(reply, { code: 'invalid_field', param: `remarks/${stray}` })
      const invoice = invoiceOf(request.body.invoice)
      if (invoice === 'incomplete') return refuse(reply, { code: 'invalid_field', param: 'invoice' })
      const found = addressId === undefined ? null : await addressOf({ buyerId, id: addressId })
      if (addressId !== undefined && !found)
        return refuse(reply, { code: 'address_not_found', param: 'addressId' })
      const placed = await flows.place({
        ...commandKey(request),
        buyerId,
        lines,
        quoteHash,
        address: found ? withoutId(found) : (customer?.address ?? null),
        invoice,
        remarks,
        channel: caller.kind === 'buyer' ? 'web' : 'server',
      })
      if (!placed.ok) return refusePlacing(doors, reply, { lines, rejection: placed.rejection })
      reply.code(201)
      return renderPlaced(catalog, buyerId, placed.value)
    },
  })
}

/** The first remark for a shop that nothing is bought from: it would be lost without a word. */
const strayRemark = (
  catalog: CatalogFacts,
  lines: readonly { readonly skuId: number }[],
  remarks: Readonly<Record<string, string>>,
): string | undefined => {
  const shops = lines.map(({ skuId }) => catalog.skuFacts(skuId)?.shopId)
  // A SKU that is not sold is refused for itself.
  if (shops.includes(undefined)) return undefined
  return Object.keys(remarks).find((shopId) => !shops.includes(Number(shopId)))
}

const withoutId = ({ name, phone, province, city, district, street }: Address): Address => ({
  name,
  phone,
  province,
  city,
  district,
  street,
})

type Placed = Extract<Awaited<ReturnType<Doors['flows']['place']>>, { ok: true }>['value']

const renderPlaced = (catalog: CatalogFacts, buyerId: string, placed: Placed) => ({
  no: placed.tradeNo,
  state: placed.state,
  buyerId,
  currency: placed.currency,
  goodsAmount: placed.amounts.goods,
  discountAmount: discountOf(placed.amounts),
  freightAmount: placed.amounts.freight,
  payableAmount: placed.amounts.payable,
  placedAt: placed.placedAt,
  expiresAt: placed.expiresAt,
  orders: placed.orders.map(({ orderNo, shopId, amounts }) => {
    const shop = catalog.shopFacts(shopId)
    const ref = shop ? shopRef(shop) : { id: shopId, name: '', nameEn: '', kind: 'retail' as const }
    return { no: orderNo, shop: ref, payableAmount: amounts.payable }
  }),
  actions: placed.state === 'open' ? ['pay', 'cancel'] : [],
})

/** A price that is another now is shown, never charged: the refusal carries the new quote. */
const refusePlacing = (
  { flows }: Doors,
  reply: Answer,
  { lines, rejection }: { lines: readonly Wanted[]; rejection: Rejection<ProblemCode> },
): Answer => {
  if (rejection.code !== 'price_changed') return refuse(reply, rejection)
  const priced = flows.quote(lines)
  if (!priced.ok) return refuse(reply, priced.rejection)
  return refuse(reply, { ...rejection, detail: { quote: renderQuote(priced.value, lines) } })
}
