import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { applyDraft, deleteFault, draftFault, mayManage } from './decide.ts'
import {
  categoryExists,
  insertProduct,
  loadProduct,
  removeSku,
  setState,
  shopCurrency,
  updateProduct,
} from './store.ts'
import type {
  CatalogRejection,
  CreateProduct,
  DeleteSku,
  Editor,
  EditProduct,
  Product,
  SetListed,
} from './types-edit.ts'

type Answer = Promise<Outcome<Product, CatalogRejection>>

/** Whether a SKU was ever sold or moved; the module that knows orders and stock answers, inside the transaction. */
export type WasSold = (tx: Tx, skuId: number) => Promise<boolean>

const inTransaction = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> => db.transaction().execute(work)

/** A new product, not yet listed. */
export const createProduct = (db: Db, command: CreateProduct): Answer =>
  inTransaction(db, async (tx) => createProductIn(tx, command))

/** As `createProduct`, inside the caller's transaction. */
export async function createProductIn(tx: Tx, { shopId, draft, by, now }: CreateProduct): Answer {
  const currency = await shopCurrency(tx, shopId)
  if (currency === null) return reject('shop_not_found', { param: 'shopId' })
  if (!mayManage(by, shopId)) return reject('foreign_shop', { param: 'shopId' })
  if (!(await categoryExists(tx, draft.categoryId)))
    return reject('category_not_found', { param: 'categoryId' })
  const fault = draftFault(draft, currency)
  if (fault) return fault
  return written(tx, await insertProduct(tx, { shopId, draft }, { by, now }))
}

/** Replaces the content of a product; each changed amount is logged and the new version kept (rows A11, H2). */
export const editProduct = (db: Db, command: EditProduct): Answer =>
  inTransaction(db, (tx) => editProductIn(tx, command))

/** As `editProduct`, inside the caller's transaction. */
export async function editProductIn(tx: Tx, command: EditProduct): Answer {
  const { spuId, expectedVersion, by, now } = command
  const found = await forEdit(tx, spuId, { by, expectedVersion })
  if (!found.ok) return found
  const product = found.value
  if (!(await categoryExists(tx, command.draft.categoryId))) {
    return reject('category_not_found', { param: 'categoryId' })
  }
  const currency = (await shopCurrency(tx, product.shopId)) ?? ''
  const applied = applyDraft(product, command.draft, currency)
  if (!applied.ok) return applied
  await updateProduct(tx, spuId, { ...applied.value, by, now })
  return written(tx, spuId)
}

export const setListed = (db: Db, command: SetListed): Answer =>
  inTransaction(db, async (tx) => setListedIn(tx, command))

/** As `setListed`, inside the caller's transaction. */
export async function setListedIn(tx: Tx, command: SetListed): Answer {
  const { spuId, expectedVersion, listed, by, now } = command
  const found = await forEdit(tx, spuId, { by, expectedVersion })
  if (!found.ok) return found
  const { state, skus } = found.value
  if (listed && state === 'listed') return reject('already_listed')
  if (!listed && state === 'delisted') return reject('already_delisted')
  if (listed && !skus.some((sku) => sku.state === 'active')) return reject('nothing_to_sell')
  await setState(tx, spuId, listed ? 'listed' : 'delisted', { by, now })
  return written(tx, spuId)
}

/** Removes a SKU that nobody ever bought or moved; otherwise `sku_sold`: retire it instead (row A1). */
export const deleteSku = (db: Db, command: DeleteSku, wasSold: WasSold): Answer =>
  inTransaction(db, async (tx) => {
    const { spuId, skuId, by, now } = command
    const found = await forEdit(tx, spuId, { by })
    if (!found.ok) return found
    const fault = deleteFault(found.value, skuId, await wasSold(tx, skuId))
    if (fault) return fault
    await removeSku(tx, { spuId, skuId }, { by, now })
    return written(tx, spuId)
  })

/** The product, locked, if this person may edit it and has seen its present version. */
async function forEdit(tx: Tx, spuId: number, edit: { by: Editor; expectedVersion?: number }): Answer {
  const product = await loadProduct(tx, spuId, 'lock')
  if (!product) return reject('product_not_found')
  if (!mayManage(edit.by, product.shopId)) return reject('foreign_shop')
  if (edit.expectedVersion !== undefined && edit.expectedVersion !== product.version) {
    return reject('version_conflict', { detail: { version: product.version } })
  }
  return accept(product)
}

async function written(tx: Tx, spuId: number): Answer {
  const product = await loadProduct(tx, spuId, 'look')
  return product ? accept(product) : reject('product_not_found')
}
