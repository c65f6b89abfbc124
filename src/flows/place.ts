import { present } from '../kernel/assert.ts'
import { after, MINUTE } from '../kernel/clock.ts'
import type { NumberChannel } from '../kernel/number.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import type { CatalogFacts } from '../modules/catalog/types.ts'
import {
  canReserve,
  type InventoryRejection,
  inventoryRejections,
  lockStock,
  readStock,
  reserve,
} from '../modules/inventory/index.ts'
import { type AccountBook, openAccounts } from '../modules/ledger/index.ts'
import {
  type Address,
  emptyOrderBook,
  findOrders,
  findTrades,
  type Invoice,
  type Order,
  type OrderLine,
  type OrderRejection,
  orderRejections,
  place,
  settleTrade,
  type Trade,
} from '../modules/order/index.ts'
import { DEFAULT_POLICIES, emptyPaymentBook, noLimits } from '../modules/payment/index.ts'
import { STAGES, totalOf } from '../modules/pricing/index.ts'
import { emptyWalletBook } from '../modules/wallet/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { Command, LaneSpec } from '../platform/lane.ts'
import { isSent, type PricedCheckout, priceCheckout, type Wanted } from './checkout.ts'
import { cover, holdOf } from './cover.ts'
import type { NextNo } from './deps.ts'
import { latest, saveWorld, type World } from './world.ts'

export type PlaceTrade = Command & {
  readonly buyerId: string
  /** Quantities are checked at the door; each SKU stands once. */
  readonly lines: readonly Wanted[]
  readonly quoteHash: string
  readonly address: Address | null
  readonly invoice: Invoice | null
  /** By shop id. */
  readonly remarks: Readonly<Record<string, string>>
  readonly channel: NumberChannel
  /** Numbers made beforehand: one for the trade, one for the order of each shop, in the order of the lines. */
  readonly tradeNo: string
  readonly orderNos: readonly string[]
}

/** The answer that is kept under the key: plain JSON, and nothing in it changes later. */
export type PlacedTrade = {
  readonly tradeNo: string
  readonly state: Trade['state']
  readonly currency: string
  readonly amounts: Trade['amounts']
  readonly placedAt: string
  readonly expiresAt: string
  readonly orders: readonly {
    readonly orderNo: string
    readonly shopId: number
    readonly amounts: Order['amounts']
  }[]
}

export type PlaceRejection = OrderRejection | InventoryRejection
const placeRejections = { ...inventoryRejections, ...orderRejections }

type Draft = {
  readonly trade: Trade
  readonly orders: readonly Order[]
  readonly lines: readonly OrderLine[]
}

/** Places trades: price, stock, trade, orders and lines, for the whole batch in one commit. */
export const placeLane = (
  catalog: CatalogFacts,
  wiring: { readonly db: Db; readonly accounts: AccountBook; readonly nextNo: NextNo },
): LaneSpec<PlaceTrade, World, PlacedTrade, PlaceRejection> => ({
  operation: 'trade.place',
  keys: 'table',
  retryOf: (code) => placeRejections[code].retry,
  // While one batch waits for its commit the next is decided: goods that everybody wants are locked last.
  width: 2,
  // Fewer cost less in one batch than in two: under half load this is what keeps PostgreSQL half idle.
  crowd: 32,
  load: async (tx, commands, again) => ({
    tradeNoOf: new Map(),
    stock: await (again ? lockStock : readStock)(
      tx,
      commands.flatMap((c) => c.lines.flatMap(({ skuId }) => catalog.skuFacts(skuId) ?? [])),
    ),
    orders: emptyOrderBook(),
    payments: emptyPaymentBook(),
    wallets: emptyWalletBook(),
    journals: [],
    shared: new Set(),
    limitsOf: noLimits,
    termsAt: DEFAULT_POLICIES.terms,
    nextNo: wiring.nextNo,
    now: latest(commands),
  }),
  decide: (world, command) => decidePlace(catalog, world, command),
  made: { of: (command) => command.tradeNo, recall: recallPlaced },
  save: (tx, world) => saveWorld(tx, world, wiring.accounts),
  beforeRetry: (error, now) => openAccounts(wiring.db, wiring.accounts, error, now),
})

export function decidePlace(
  catalog: CatalogFacts,
  world: World,
  command: PlaceTrade,
): Outcome<PlacedTrade, PlaceRejection> {
  const priced = priceCheckout(catalog, command.lines, command.now)
  if (!priced.ok) return priced
  if (priced.value.quote.hash !== command.quoteHash) return reject('price_changed')
  if (priced.value.shops.some(isSent) && command.address === null)
    return reject('address_required', { param: 'addressId' })
  const { trade, orders, lines } = draftOf(command, priced.value)
  const holds = lines.map(holdOf)
  const free = canReserve(world.stock, holds)
  if (!free.ok) return free
  // From here it must succeed.
  for (const hold of holds) reserve(world.stock, hold, `buyer:${command.buyerId}`, command.now)
  place(world.orders, trade, orders, lines)
  const nothingDue = { actor: { id: 'rule:nothing_due', by: 'platform' as const }, at: command.now }
  for (const order of orders) if (order.amounts.payable === 0) cover(world, order, nothingDue)
  settleTrade(world.orders, trade, nothingDue)
  return accept(answerOf(trade, orders))
}

/** Split one (row I1): the lines of each shop become one order; nothing is priced again. */
function draftOf(command: PlaceTrade, { quote, skus, shops }: PricedCheckout): Draft {
  const { buyerId, now, tradeNo } = command
  const lines: OrderLine[] = []
  const orders = shops.map((shop, i): Order => {
    const orderNo = present(command.orderNos[i], 'number for an order')
    const own = skus.flatMap((sku, at) => (sku.shopId === shop.shopId ? [{ sku, at }] : []))
    own.forEach(({ sku, at }, n) => {
      const { stages, ...amounts } = quote.lines[at]!
      lines.push({
        orderNo,
        lineNo: n + 1,
        kind: 'goods',
        skuId: sku.skuId,
        spuId: sku.spuId,
        warehouseId: sku.warehouseId,
        catalogVersion: sku.version,
        title: sku.title,
        specText: sku.specText,
        image: sku.image,
        quantity: command.lines[at]!.quantity,
        unitPrice: sku.unitPrice,
        amounts,
        stages: stages.map(({ stage }) => STAGES[stage].code),
        stageAmounts: stages.map(({ amount }) => amount),
        refundedQuantity: 0,
      })
    })
    return {
      orderNo,
      tradeNo,
      shopId: shop.shopId,
      buyerId,
      state: 'created',
      paymentState: 'unpaid',
      scene: shop.scene,
      currency: quote.currency,
      amounts: totalOf(own.map(({ at }) => quote.lines[at]!)),
      received: 0,
      refunded: 0,
      autoConfirm: shop.autoConfirm,
      allocationNo: null,
      remark: command.remarks[String(shop.shopId)] ?? null,
      placedAt: now,
      paidAt: null,
      confirmedAt: null,
      completedAt: null,
      cancelledAt: null,
      cancelReason: null,
      version: 1,
    }
  })
  const trade: Trade = {
    tradeNo,
    buyerId,
    state: 'open',
    scene: shops.every((shop) => shop.scene === 'hotel') ? 'hotel' : 'retail',
    currency: quote.currency,
    amounts: quote.totals,
    orderNos: orders.map((order) => order.orderNo),
    address: command.address,
    invoice: command.invoice,
    quoteHash: quote.hash,
    placedAt: now,
    // The shortest window of the shops: none of them holds its stock longer than it wants to.
    expiresAt: after(now, Math.min(...shops.map((shop) => shop.payWindowMinutes)) * MINUTE),
    securedBy: null,
    closingSince: null,
    paidAt: null,
    closedAt: null,
    closeReason: null,
    version: 1,
  }
  return { trade, orders, lines }
}

/** The answer again, from what was frozen when the trade was placed. */
async function recallPlaced(tx: Tx, tradeNos: readonly string[]): Promise<Map<string, PlacedTrade>> {
  const trades = await findTrades(tx, tradeNos)
  const orders = await findOrders(
    tx,
    trades.flatMap((trade) => trade.orderNos),
  )
  return new Map(
    trades.map((trade) => {
      const own = orders.filter((order) => order.tradeNo === trade.tradeNo)
      const state = trade.amounts.payable === 0 ? ('paid' as const) : ('open' as const)
      return [trade.tradeNo, { ...answerOf(trade, own), state }]
    }),
  )
}

const answerOf = (trade: Trade, orders: readonly Order[]): PlacedTrade => ({
  tradeNo: trade.tradeNo,
  state: trade.state,
  currency: trade.currency,
  amounts: trade.amounts,
  placedAt: trade.placedAt.toISOString(),
  expiresAt: trade.expiresAt.toISOString(),
  orders: orders.map(({ orderNo, shopId, amounts }) => ({ orderNo, shopId, amounts })),
})
