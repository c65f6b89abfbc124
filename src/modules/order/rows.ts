import type { Address, Amounts, Invoice, Order, OrderLine, Trade } from './types.ts'

export type TradeRow = AmountColumns & {
  trade_no: string
  buyer_id: string
  state: Trade['state']
  scene: Trade['scene']
  currency: string
  order_nos: string[]
  address: Address | null
  invoice: Invoice | null
  quote_hash: string
  placed_at: Date
  expires_at: Date
  secured_by: Trade['securedBy']
  closing_since: Date | null
  paid_at: Date | null
  closed_at: Date | null
  close_reason: string | null
  version: number
}

type AmountColumns = {
  goods_amount: number
  shop_discount: number
  platform_discount: number
  points_amount: number
  freight_amount: number
  payable_amount: number
}

export type OrderRow = AmountColumns & {
  order_no: string
  trade_no: string
  shop_id: number
  buyer_id: string
  state: Order['state']
  payment_state: Order['paymentState']
  scene: Order['scene']
  currency: string
  received_amount: number
  refunded_amount: number
  auto_confirm: boolean
  allocation_no: string | null
  remark: string | null
  placed_at: Date
  paid_at: Date | null
  confirmed_at: Date | null
  completed_at: Date | null
  cancelled_at: Date | null
  cancel_reason: string | null
  version: number
}

export type LineRow = AmountColumns & {
  order_no: string
  line_no: number
  kind: OrderLine['kind']
  sku_id: number
  spu_id: number
  warehouse_id: number
  catalog_version: number
  title: string
  spec_text: string
  image: string
  quantity: number
  unit_price: number
  stages: number[]
  stage_amounts: number[]
  refunded_quantity: number
}

const amountsOf = (row: AmountColumns): Amounts => ({
  goods: row.goods_amount,
  shopDiscount: row.shop_discount,
  platformDiscount: row.platform_discount,
  points: row.points_amount,
  freight: row.freight_amount,
  payable: row.payable_amount,
})

export const tradeOf = (row: TradeRow): Trade => ({
  tradeNo: row.trade_no,
  buyerId: row.buyer_id,
  state: row.state,
  scene: row.scene,
  currency: row.currency,
  amounts: amountsOf(row),
  orderNos: row.order_nos,
  address: row.address,
  invoice: row.invoice,
  quoteHash: row.quote_hash,
  placedAt: row.placed_at,
  expiresAt: row.expires_at,
  securedBy: row.secured_by,
  closingSince: row.closing_since,
  paidAt: row.paid_at,
  closedAt: row.closed_at,
  closeReason: row.close_reason,
  version: row.version,
})

export const orderOf = (row: OrderRow): Order => ({
  orderNo: row.order_no,
  tradeNo: row.trade_no,
  shopId: row.shop_id,
  buyerId: row.buyer_id,
  state: row.state,
  paymentState: row.payment_state,
  scene: row.scene,
  currency: row.currency,
  amounts: amountsOf(row),
  received: row.received_amount,
  refunded: row.refunded_amount,
  autoConfirm: row.auto_confirm,
  allocationNo: row.allocation_no,
  remark: row.remark,
  placedAt: row.placed_at,
  paidAt: row.paid_at,
  confirmedAt: row.confirmed_at,
  completedAt: row.completed_at,
  cancelledAt: row.cancelled_at,
  cancelReason: row.cancel_reason,
  version: row.version,
})

export const lineOf = (row: LineRow): OrderLine => ({
  orderNo: row.order_no,
  lineNo: row.line_no,
  kind: row.kind,
  skuId: row.sku_id,
  spuId: row.spu_id,
  warehouseId: row.warehouse_id,
  catalogVersion: row.catalog_version,
  title: row.title,
  specText: row.spec_text,
  image: row.image,
  quantity: row.quantity,
  unitPrice: row.unit_price,
  amounts: amountsOf(row),
  stages: row.stages,
  stageAmounts: row.stage_amounts,
  refundedQuantity: row.refunded_quantity,
})
