import { type Stock, type StockMove, stockKey } from '../../src/modules/inventory/index.ts'
import { OPENING_STOCK, SKUS } from './catalog.ts'

/** What a world begins with. */
export function stockUp(stocks: Map<string, Stock>, moves: StockMove[]): void {
  for (const [skuId, quantity] of OPENING_STOCK) {
    const { warehouseId } = SKUS.find((sku) => sku.skuId === skuId)!
    const buckets = { available: quantity, reserved: 0, committed: 0, damaged: 0, activity: 0, in_transit: 0 }
    stocks.set(stockKey(skuId, warehouseId), { skuId, warehouseId, version: 1, ...buckets })
    const about = { refNo: `opening ${skuId}`, refLine: 0, step: 0, actor: 'staff:1', reason: null }
    moves.push({
      skuId,
      warehouseId,
      version: 1,
      kind: 'receive',
      change: { available: quantity },
      occurredAt: new Date(0),
      ...about,
    })
  }
}
