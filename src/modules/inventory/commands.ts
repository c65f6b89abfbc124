import type { Outcome } from '../../kernel/outcome.ts'
import type { Command, LaneSpec } from '../../platform/lane.ts'
import { adjust, type StockBook } from './decide.ts'
import { lockStock, saveStock } from './store.ts'
import { type Bucket, type InventoryRejection, inventoryRejections, type Stock } from './types.ts'

/** A change of one bucket by hand or by goods received; `quantity` is signed. The caller has proven ownership. */
export type AdjustStock = Command & {
  readonly skuId: number
  readonly warehouseId: number
  readonly bucket: Bucket
  readonly quantity: number
  readonly kind: 'receive' | 'adjust'
  readonly reason: string
  readonly actor: string
}

export const adjustStockLane: LaneSpec<AdjustStock, StockBook, Stock, InventoryRejection> = {
  operation: 'stock.adjust',
  keys: 'table',
  retryOf: (code) => inventoryRejections[code].retry,
  load: (tx, commands) => lockStock(tx, commands),
  decide: (book, command): Outcome<Stock, InventoryRejection> => {
    const { skuId, warehouseId, kind, bucket, quantity, key } = command
    const change = { [bucket]: quantity }
    const outcome = adjust(
      book,
      { skuId, warehouseId, kind, change, refNo: key },
      command.actor,
      command.reason,
      command.now,
    )
    return outcome.ok ? { ok: true, value: { ...outcome.value } } : outcome
  },
  save: saveStock,
}
