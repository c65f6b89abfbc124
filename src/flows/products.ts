import type { Outcome } from '../kernel/outcome.ts'
import {
  type CatalogRejection,
  type CreateProduct,
  createProductIn,
  type EditProduct,
  editProductIn,
  type Product,
} from '../modules/catalog/index.ts'
import { openStock } from '../modules/inventory/index.ts'
import { warehouseOf } from '../modules/shop/index.ts'
import type { Tx } from '../platform/db.ts'

type Answer = Promise<Outcome<Product, CatalogRejection>>

/** A new product, with an empty shelf for each SKU in the shop's warehouse. */
export const makeProduct = async (tx: Tx, command: CreateProduct): Answer =>
  withShelves(tx, await createProductIn(tx, command))

/** An edit of a product; SKUs that it adds get their shelf. */
export const changeProduct = async (tx: Tx, command: EditProduct): Answer =>
  withShelves(tx, await editProductIn(tx, command))

async function withShelves(tx: Tx, made: Outcome<Product, CatalogRejection>): Answer {
  if (!made.ok) return made
  const { shopId, skus } = made.value
  const warehouseId = await warehouseOf(tx, shopId)
  await openStock(
    tx,
    skus.map(({ skuId }) => ({ skuId, warehouseId })),
  )
  return made
}
