import { Type } from 'typebox'
import { actorOf, reachOf, withinReach } from '../../modules/account/index.ts'
import { type SkuFacts, skuIdsOf } from '../../modules/catalog/index.ts'
import { movesOf, stockedSkus, stocksOf } from '../../modules/inventory/index.ts'
import type { Access } from '../access.ts'
import { insiderOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { VersionPage } from '../schemas/finance.ts'
import { answers, Closed, Id, Page } from '../schemas/shapes.ts'
import { StockBody, StockMove, StockQuery, StockRow } from '../schemas/stock.ts'

const tags = ['stock']
const READ: Access = { callers: ['staff', 'key'], permission: 'stock.read', ownership: 'reach' }
const ADJUST: Access = { callers: ['staff', 'key'], permission: 'stock.adjust', ownership: 'reach' }
const params = Closed({ skuId: Id })

/** The SKU, if its shop is within the caller's reach. */
const skuWithin = (doors: Doors, request: Asked, skuId: number): SkuFacts | null => {
  const sku = doors.catalog.skuFacts(skuId)
  return sku && withinReach(reachOf(insiderOf(request)), { shopId: sku.shopId }) ? sku : null
}

/** The SKUs asked for, within the caller's reach; null: every one. */
const skusWanted = async (
  doors: Doors,
  request: Asked,
  { sku, shop }: { sku: number | undefined; shop: number | undefined },
): Promise<readonly number[] | null> => {
  if (sku !== undefined) return skuWithin(doors, request, sku) ? [sku] : []
  const reach = reachOf(insiderOf(request))
  const shopId = reach.kind === 'shop' ? reach.shopId : shop
  if (shop !== undefined && shop !== shopId) return []
  return shopId === undefined ? null : skuIdsOf(doors.db, shopId)
}

const named = (sku: SkuFacts | undefined) => ({
  title: sku?.title ?? '',
  titleEn: sku?.titleEn ?? '',
  specText: sku?.specText ?? '',
  specTextEn: sku?.specTextEn ?? '',
  shopId: sku?.shopId ?? null,
})

export const stockRoutes = (app: App, doors: Doors): void => {
  const { db, catalog, flows } = doors
  app.route({
    method: 'GET',
    url: '/v1/stock',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Stock by SKU and warehouse',
      querystring: StockQuery,
      response: answers(200, Page(StockRow)),
    },
    handler: async (request) => {
      const { sku, shop, cursor = 0, limit = 20 } = request.query
      const wanted = await skusWanted(doors, request, { sku, shop })
      const skuIds = await stockedSkus(db, { skuIds: wanted, after: cursor, limit: limit + 1 })
      const page = skuIds.slice(0, limit)
      const rows = await stocksOf(db, page)
      const items = rows.map((row) => ({
        ...row,
        inTransit: row.in_transit,
        ...named(catalog.skuFacts(row.skuId)),
      }))
      return { items, nextCursor: skuIds.length > limit ? String(page.at(-1)) : null }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/stock/:skuId/moves',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Moves of a stock, newest first',
      params,
      querystring: Closed({ ...VersionPage.properties, warehouse: Type.Optional(Id) }),
      response: answers(200, Page(StockMove)),
    },
    handler: async (request, reply) => {
      const sku = skuWithin(doors, request, request.params.skuId)
      if (!sku) return refuse(reply, { code: 'unknown_stock' })
      const { cursor, limit = 20, warehouse = sku.warehouseId } = request.query
      const from = cursor === undefined ? {} : { before: cursor }
      const items = await movesOf(db, { skuId: sku.skuId, warehouseId: warehouse }, { limit, ...from })
      const last = items.length === limit ? items.at(-1) : undefined
      return { items, nextCursor: last && last.version > 1 ? String(last.version) : null }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/stock/:skuId/adjustments',
    config: { access: ADJUST },
    schema: {
      tags,
      summary: 'Change a bucket by hand',
      params,
      body: StockBody,
      response: answers(200, StockRow),
    },
    handler: async (request, reply) => {
      const sku = skuWithin(doors, request, request.params.skuId)
      if (!sku) return refuse(reply, { code: 'unknown_stock' })
      const { bucket, quantity, reason, warehouseId = sku.warehouseId } = request.body
      const kind = bucket === 'available' && quantity > 0 ? ('receive' as const) : ('adjust' as const)
      const command = {
        ...commandKey(request),
        skuId: sku.skuId,
        warehouseId,
        bucket,
        quantity,
        kind,
        reason,
      }
      const outcome = await flows.adjustStock({ ...command, actor: actorOf(request.caller) })
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const stock = outcome.value
      const { available, reserved, committed, damaged, activity } = stock
      const onHand = available + reserved + committed + damaged + activity
      return { ...stock, onHand, inTransit: stock.in_transit, ...named(sku) }
    },
  })
}
