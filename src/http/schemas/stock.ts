import { Type } from 'typebox'
import { Closed, Id, Nullable, PageQuery, Time, Words } from './shapes.ts'

/** How many more or fewer: never none, for a move that moves nothing explains nothing. */
const Pieces = Type.Integer({ minimum: -1_000_000, maximum: 1_000_000, not: { const: 0 } })
const buckets = {
  available: Type.Integer(),
  reserved: Type.Integer(),
  committed: Type.Integer(),
  damaged: Type.Integer(),
  activity: Type.Integer(),
  inTransit: Type.Integer(),
}

export const StockQuery = Closed({
  sku: Type.Optional(Id),
  shop: Type.Optional(Id),
  cursor: Type.Optional(Id),
  limit: PageQuery.limit,
})
export const StockRow = Type.Object({
  skuId: Id,
  warehouseId: Type.Integer(),
  shopId: Nullable(Id),
  title: Type.String(),
  titleEn: Type.String(),
  specText: Type.String(),
  specTextEn: Type.String(),
  onHand: Type.Integer(),
  ...buckets,
  version: Type.Integer(),
})
export const StockMove = Type.Object({
  version: Type.Integer(),
  kind: Type.Enum(['reserve', 'commit', 'release', 'uncommit', 'receive', 'adjust']),
  ...buckets,
  refNo: Type.String(),
  refLine: Type.Integer(),
  actor: Type.String(),
  reason: Nullable(Type.String()),
  occurredAt: Time,
})
export const StockBody = Closed({
  bucket: Type.Enum(['available', 'damaged', 'activity', 'in_transit']),
  quantity: Pieces,
  reason: Words(200),
  warehouseId: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
})
