import { Type } from 'typebox'
import { changeProduct, makeProduct } from '../../flows/products.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import { may, seesPlain } from '../../modules/account/index.ts'
import {
  type CatalogRejection,
  deleteSku,
  type Editor,
  listShopProducts,
  type ManagedProduct as Managed,
  managedProduct,
  setListedIn,
} from '../../modules/catalog/index.ts'
import { hasMoved } from '../../modules/inventory/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import { ManagedProduct, NewProduct, ProductEdit, ShopProduct, Version } from '../schemas/catalog.ts'
import { answers, Closed, Id, Page, PageQuery, Text } from '../schemas/shapes.ts'

const READ: Access = { callers: ['staff'], permission: 'product.read', ownership: 'reach' }
const WRITE: Access = { callers: ['staff'], permission: 'product.write', ownership: 'reach' }
const tags = ['products']
const params = Closed({ id: Id })

const editorOf = (request: Asked): Editor => {
  const { id, shopId } = staffOf(request)
  return { id: `staff:${id}`, shopId }
}

/** The product as this member of staff sees it: no cost without the right to see it, and what he may do with it. */
const shown = (request: Asked, product: Managed) => {
  const staff = staffOf(request)
  const plain = seesPlain(staff, 'cost')
  const skus = plain ? product.skus : product.skus.map((sku) => ({ ...sku, cost: null, margin: null }))
  const turn = product.state === 'listed' ? ('delist' as const) : ('list' as const)
  return { ...product, skus, actions: may(staff, 'product.write') ? (['edit', turn] as const) : [] }
}

export const productRoutes = (app: App, doors: Doors): void => {
  readProducts(app, doors)
  writeProducts(app, doors)
  listProducts(app, doors)
}

const readProducts = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/console/products',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Products that I manage',
      querystring: Closed({
        shop: Type.Optional(Id),
        state: Type.Optional(Type.Enum(['listed', 'delisted'])),
        q: Type.Optional(Text(60)),
        cursor: Type.Optional(Id),
        limit: PageQuery.limit,
      }),
      response: answers(200, Page(ShopProduct)),
    },
    handler: async (request, reply) => {
      const { shop, state, q, cursor, limit = 20 } = request.query
      const found = await listShopProducts(db, {
        by: editorOf(request),
        limit,
        ...(shop === undefined ? {} : { shopId: shop }),
        ...(state === undefined ? {} : { state }),
        ...(q === undefined ? {} : { q }),
        ...(cursor === undefined ? {} : { after: cursor }),
      })
      if (!found.ok) return refuse(reply, found.rejection)
      const { items, next } = found.value
      return { items, nextCursor: next === null ? null : String(next) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/console/products/:id',
    config: { access: READ },
    schema: { tags, summary: 'A product with costs', params, response: answers(200, ManagedProduct) },
    handler: async (request, reply) => {
      const found = await managedProduct(db, { spuId: request.params.id, by: editorOf(request) })
      return found.ok ? shown(request, found.value) : refuse(reply, found.rejection)
    },
  })
}

const writeProducts = (app: App, doors: Doors): void => {
  const { db, clock } = doors
  app.route({
    method: 'POST',
    url: '/v1/console/products',
    config: { access: WRITE },
    schema: { tags, summary: 'Make a product', body: NewProduct, response: answers(201, ManagedProduct) },
    handler: async (request, reply) => {
      const { shopId, ...draft } = request.body
      const now = clock.now()
      const command = { shopId, draft, by: editorOf(request), now }
      const made = await once(db, 'product.create', { ...commandKey(request), now }, (tx) =>
        makeProduct(tx, command),
      )
      const seen = await readBack(doors, request, made)
      return seen.ok ? reply.code(201).send(shown(request, seen.value)) : refuse(reply, seen.rejection)
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/console/products/:id',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Change a product',
      params,
      body: ProductEdit,
      response: answers(200, ManagedProduct),
    },
    handler: async (request, reply) => {
      const { version: expectedVersion, ...draft } = request.body
      const command = {
        spuId: request.params.id,
        expectedVersion,
        draft,
        by: editorOf(request),
        now: clock.now(),
      }
      const seen = await readBack(
        doors,
        request,
        await db.transaction().execute((tx) => changeProduct(tx, command)),
      )
      return seen.ok ? shown(request, seen.value) : refuse(reply, seen.rejection)
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/console/products/:id/skus/:skuId',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Remove a SKU that was never sold',
      params: Closed({ id: Id, skuId: Id }),
      response: answers(200, ManagedProduct),
    },
    handler: async (request, reply) => {
      const { id: spuId, skuId } = request.params
      const command = { spuId, skuId, by: editorOf(request), now: clock.now() }
      const seen = await readBack(doors, request, await deleteSku(db, command, hasMoved))
      return seen.ok ? shown(request, seen.value) : refuse(reply, seen.rejection)
    },
  })
}

const listProducts = (app: App, doors: Doors): void => {
  for (const action of ['list', 'delist'] as const) {
    app.route({
      method: 'POST',
      url: `/v1/console/products/:id/${action}`,
      config: { access: WRITE },
      schema: {
        tags,
        summary: action === 'list' ? 'Put on sale' : 'Take off sale',
        params,
        body: Version,
        response: answers(200, ManagedProduct),
      },
      handler: async (request, reply) => {
        const now = doors.clock.now()
        const command = {
          spuId: request.params.id,
          expectedVersion: request.body.version,
          listed: action === 'list',
          by: editorOf(request),
          now,
        }
        const key = { ...commandKey(request), now }
        const done = await once(doors.db, `product.${action}`, key, (tx) => setListedIn(tx, command))
        const seen = await readBack(doors, request, done)
        return seen.ok ? shown(request, seen.value) : refuse(reply, seen.rejection)
      },
    })
  }
}

/** What a change has made of the product, as the console reads it. */
const readBack = async <Code extends string>(
  { db }: Doors,
  request: Asked,
  changed: Outcome<{ spuId: number }, Code>,
): Promise<Outcome<Managed, Code | CatalogRejection>> =>
  changed.ok ? managedProduct(db, { spuId: changed.value.spuId, by: editorOf(request) }) : changed
