import { listCategories, listProducts, productPage } from '../../modules/catalog/index.ts'
import { availableOf } from '../../modules/inventory/index.ts'
import { findShop, listShops } from '../../modules/shop/index.ts'
import type { Access } from '../access.ts'
import type { App, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { Category, ProductCard, ProductDetail, ProductQuery, ShopCard } from '../schemas/catalog.ts'
import { answers, Closed, Id, List, Page } from '../schemas/shapes.ts'

const PUBLIC: Access = { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'public' }
const tags = ['catalog']

/** What anybody may look at: shops, categories, products. */
export const catalogRoutes = (app: App, { db }: Doors): void => {
  const available = (skuIds: readonly number[]) => availableOf(db, skuIds)

  app.route({
    method: 'GET',
    url: '/v1/categories',
    config: { access: PUBLIC },
    schema: { tags, summary: 'Categories', response: answers(200, List(Category)) },
    handler: async () => {
      const all = await listCategories(db)
      return { items: all.map(({ categoryId, ...category }) => ({ id: categoryId, ...category })) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/shops',
    config: { access: PUBLIC },
    schema: { tags, summary: 'Shops', response: answers(200, List(ShopCard)) },
    handler: async () => ({ items: await listShops(db) }),
  })

  app.route({
    method: 'GET',
    url: '/v1/shops/:id',
    config: { access: PUBLIC },
    schema: { tags, summary: 'A shop', params: Closed({ id: Id }), response: answers(200, ShopCard) },
    handler: async ({ params }, reply) =>
      (await findShop(db, params.id)) ?? refuse(reply, { code: 'shop_not_found' }),
  })

  app.route({
    method: 'GET',
    url: '/v1/products',
    config: { access: PUBLIC },
    schema: {
      tags,
      summary: 'Products on sale',
      querystring: ProductQuery,
      response: answers(200, Page(ProductCard)),
    },
    handler: async ({ query }) => {
      const { category, shop, q, cursor, limit = 20 } = query
      const { items, next } = await listProducts(
        db,
        {
          limit,
          ...(category === undefined ? {} : { categoryId: category }),
          ...(shop === undefined ? {} : { shopId: shop }),
          ...(q === undefined ? {} : { q }),
          ...(cursor === undefined ? {} : { after: cursor }),
        },
        available,
      )
      return { items, nextCursor: next === null ? null : String(next) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/products/:id',
    config: { access: PUBLIC },
    schema: { tags, summary: 'A product', params: Closed({ id: Id }), response: answers(200, ProductDetail) },
    handler: async ({ params }, reply) =>
      (await productPage(db, params.id, available)) ?? refuse(reply, { code: 'product_not_found' }),
  })
}
