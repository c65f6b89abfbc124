/** A product as its shop manages it: costs and margins are null for roles that may not see them. */
export type ShopProduct = {
  id: number
  shopId: number
  shopName: string
  title: string
  image: string
  state: 'listed' | 'delisted'
  minPrice: number | null
  maxPrice: number | null
  currency: string
  skuCount: number
  costMissing: number
  version: number
  updatedAt: string
}

export type ManagedSku = {
  skuId: number
  spec: Record<string, string>
  price: number
  listPrice: number
  cost: number | null
  margin: number | null
  costMissing: boolean
  currency: string
  barcode: string | null
  weightG: number
  volumeCm3: number
  image: string
  state: 'active' | 'retired'
}

export type ManagedProduct = {
  spuId: number
  shopId: number
  state: 'listed' | 'delisted'
  version: number
  categoryId: number
  title: string
  titleEn: string
  subtitle: string
  subtitleEn: string
  description: string
  descriptionEn: string
  images: string[]
  attributes: unknown[]
  options: unknown[]
  skus: ManagedSku[]
  actions: string[]
}

/** The buckets of a SKU in a warehouse; on hand is the sum of all but what is in transit. */
export type Stock = {
  skuId: number
  warehouseId: number
  title: string
  specText: string
  shopId: number | null
  onHand: number
  available: number
  reserved: number
  committed: number
  damaged: number
  activity: number
  inTransit: number
  version: number
}

/** One entry of the stock journal: how far each bucket went. */
export type StockMove = {
  version: number
  kind: 'reserve' | 'commit' | 'release' | 'uncommit' | 'receive' | 'adjust'
  available: number
  reserved: number
  committed: number
  damaged: number
  activity: number
  inTransit: number
  refNo: string
  actor: string
  reason: string | null
  occurredAt: string
}

export const specText = (spec: Record<string, string>): string => Object.values(spec).join(' / ')
