import { changeShop } from '../../flows/shops.ts'
import { may } from '../../modules/account/index.ts'
import { saveCategoryIn } from '../../modules/catalog/index.ts'
import {
  maySee,
  openShopIn,
  type Shop,
  type ShopEditor,
  shopInFull,
  shopsInFull,
} from '../../modules/shop/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import { Category } from '../schemas/catalog.ts'
import { answers, Closed, Id, List } from '../schemas/shapes.ts'
import { CategoryBody, CategoryCode, ManagedShop, NewShop, ShopEdit } from '../schemas/shop.ts'

const READ: Access = { callers: ['staff'], permission: 'product.read', ownership: 'reach' }
const OPEN: Access = { callers: ['staff'], permission: 'shop.write', ownership: 'platform' }
const EDIT: Access = { callers: ['staff'], permission: 'shop.write', ownership: 'reach' }
/** The tree of categories is the platform's. */
const TREE: Access = { callers: ['staff'], permission: 'product.write', ownership: 'platform' }
const tags = ['shops']
const params = Closed({ id: Id })

const editorOf = (request: Asked): ShopEditor => {
  const { id, shopId } = staffOf(request)
  return { id: `staff:${id}`, shopId }
}

const shown = (request: Asked, shop: Shop) => ({
  ...shop,
  actions: may(staffOf(request), 'shop.write') ? (['edit'] as const) : [],
})

export const shopRoutes = (app: App, doors: Doors): void => {
  readShops(app, doors)
  writeShops(app, doors)
  writeCategories(app, doors)
}

const readShops = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/console/shops',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Shops that I manage, closed ones too',
      response: answers(200, List(ManagedShop)),
    },
    handler: async (request) => {
      const shops = await shopsInFull(db)
      const own = shops.filter(({ id }) => maySee(editorOf(request), id))
      return { items: own.map((shop) => shown(request, shop)) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/console/shops/:id',
    config: { access: READ },
    schema: { tags, summary: 'A shop with its terms', params, response: answers(200, ManagedShop) },
    handler: async (request, reply) => {
      const shop = await shopInFull(db, request.params.id)
      if (!shop) return refuse(reply, { code: 'shop_not_found' })
      if (!maySee(editorOf(request), shop.id)) return refuse(reply, { code: 'foreign_shop' })
      return shown(request, shop)
    },
  })
}

const writeShops = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'POST',
    url: '/v1/console/shops',
    config: { access: OPEN },
    schema: { tags, summary: 'Open a shop', body: NewShop, response: answers(201, ManagedShop) },
    handler: async (request, reply) => {
      const now = clock.now()
      const command = { draft: request.body, by: editorOf(request), now }
      const opened = await once(db, 'shop.open', { ...commandKey(request), now }, (tx) =>
        openShopIn(tx, command),
      )
      return opened.ok ? reply.code(201).send(shown(request, opened.value)) : refuse(reply, opened.rejection)
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/console/shops/:id',
    config: { access: EDIT },
    schema: {
      tags,
      summary: "Change a shop; kind, operator, warehouse and state are the platform's to set",
      params,
      body: ShopEdit,
      response: answers(200, ManagedShop),
    },
    handler: async (request, reply) => {
      const { version: expectedVersion, ...draft } = request.body
      const shopId = request.params.id
      const command = { shopId, expectedVersion, draft, by: editorOf(request), now: clock.now() }
      const changed = await db.transaction().execute((tx) => changeShop(tx, command))
      return changed.ok ? shown(request, changed.value) : refuse(reply, changed.rejection)
    },
  })
}

const writeCategories = (app: App, { db }: Doors): void => {
  app.route({
    method: 'PUT',
    url: '/v1/console/categories/:code',
    config: { access: TREE },
    schema: {
      tags,
      summary: 'Make a category, or rename and re-sort it',
      params: CategoryCode,
      body: CategoryBody,
      response: answers(200, Category),
    },
    handler: async (request, reply) => {
      const command = { ...request.body, code: request.params.code, by: editorOf(request) }
      const saved = await db.transaction().execute((tx) => saveCategoryIn(tx, command))
      if (!saved.ok) return refuse(reply, saved.rejection)
      const { categoryId, ...category } = saved.value
      return { id: categoryId, ...category }
    },
  })
}
