import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TradeBody } from '../../src/http/schemas/checkout.ts'
import { PaymentView } from '../../src/http/schemas/finance.ts'
import { Order, Timeline, Trade } from '../../src/http/schemas/order.ts'
import { orderMachine, orderPaymentMachine } from '../../src/modules/order/index.ts'
import { refundMachine } from '../../src/modules/payment/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const SHOWN = { Order, Trade, Timeline, PaymentView, TradeBody }

/** Where a field of an order stands: in an answer of the API, and in the table that keeps it. */
type Place = { readonly api: string; readonly column: string }
/** Or the row of the feature list that brings it, and what will be there then: from that day on it has a place. */
type Later = { readonly later: string; readonly until: string }

/** 订单系统的字段: every field that an order shows, by family. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, Place | Later>>>> = {
  商品信息: {
    店铺信息: { api: 'Order.shop.name', column: 'shop_order.shop_id' },
    商品名称: { api: 'Order.lines.title', column: 'order_line.title' },
    商品规格: { api: 'Order.lines.specText', column: 'order_line.spec_text' },
    其他信息: { api: 'Order.lines.image', column: 'order_line.image' },
    商品数量: { api: 'Order.lines.quantity', column: 'order_line.quantity' },
    商品单价: { api: 'Order.lines.unitPrice', column: 'order_line.unit_price' },
    商品标签: { later: 'A8', until: 'spu.tags' },
  },
  订单信息: {
    订单编号: { api: 'Order.no', column: 'shop_order.order_no' },
    父单编号: { api: 'Order.tradeNo', column: 'shop_order.trade_no' },
    订单主状态: { api: 'Order.state', column: 'shop_order.state' },
    支付状态: { api: 'Order.paymentState', column: 'shop_order.payment_state' },
    退款状态: { api: 'Order.refunds.state', column: 'refund.state' },
    买家端状态: { api: 'Order.display.buyer.zh', column: 'shop_order.state' },
    商家端状态: { api: 'Order.display.seller.zh', column: 'shop_order.state' },
    状态机: { api: 'Timeline.move.on', column: 'history.move' },
    取消状态: { later: 'J4', until: 'cancellation' },
    物流状态: { later: 'J5', until: 'parcel' },
    评价状态: { later: 'J6', until: 'review' },
    审核状态: { later: 'J7', until: 'order_review' },
  },
  时间信息: {
    订单创建时间: { api: 'Order.placedAt', column: 'shop_order.placed_at' },
    订单支付时间: { api: 'Order.paidAt', column: 'shop_order.paid_at' },
    订单确认时间: { api: 'Order.confirmedAt', column: 'shop_order.confirmed_at' },
    订单取消时间: { api: 'Order.cancelledAt', column: 'shop_order.cancelled_at' },
    订单完成时间: { api: 'Order.completedAt', column: 'shop_order.completed_at' },
    支付截止时间: { api: 'Trade.expiresAt', column: 'trade.expires_at' },
    状态机的变化时间: { api: 'Timeline.at', column: 'history.occurred_at' },
  },
  用户信息: {
    用户ID: { api: 'Order.buyer.id', column: 'shop_order.buyer_id' },
    用户姓名: { api: 'Order.buyer.name', column: 'person.name' },
    收货人: { api: 'Order.address.name', column: 'trade.address' },
    用户地址: { api: 'Order.address.street', column: 'trade.address' },
    电话: { api: 'Order.address.phone', column: 'trade.address' },
    其他: { api: 'Order.remark', column: 'shop_order.remark' },
    邮箱: { later: 'H10', until: 'person.email' },
  },
  付款信息: {
    付款方式: { api: 'Order.payment.channel', column: 'attempt.channel' },
    付款时间: { api: 'Order.payment.paidAt', column: 'attempt.succeeded_at' },
    支付单号: { api: 'Order.payment.allocationNo', column: 'payment_item.allocation_no' },
    第三方流水号: { api: 'PaymentView.flows.channelNo', column: 'payment_flow.channel_no' },
    商品金额: { api: 'Order.goodsAmount', column: 'shop_order.goods_amount' },
    其他金额: { api: 'Order.freightAmount', column: 'shop_order.freight_amount' },
    优惠金额: { api: 'Order.discountAmount', column: 'shop_order.shop_discount' },
    平台优惠: { api: 'Order.lines.platformDiscount', column: 'order_line.platform_discount' },
    积分抵扣: { api: 'Order.lines.pointsAmount', column: 'order_line.points_amount' },
    优惠细分: { api: 'Order.lines.stages.amount', column: 'order_line.stage_amounts' },
    应付金额: { api: 'Order.payableAmount', column: 'shop_order.payable_amount' },
    实收金额: { api: 'Order.receivedAmount', column: 'shop_order.received_amount' },
  },
  物流信息: {
    运费: { api: 'Order.lines.freight', column: 'order_line.freight_amount' },
    承运人: { later: 'S13', until: 'parcel' },
    运单号: { later: 'I5', until: 'parcel' },
    预期送货时间: { later: 'S13', until: 'parcel' },
  },
  发票信息: {
    发票类型: { api: 'Order.invoice.type', column: 'trade.invoice' },
    发票抬头: { api: 'Order.invoice.title', column: 'trade.invoice' },
    税号: { api: 'TradeBody.invoice.taxNo', column: 'trade.invoice' },
    发票开具内容: { later: 'H10', until: 'invoice' },
  },
}

const all = Object.entries(FIELDS).flatMap(([family, fields]) =>
  Object.entries(fields).map(([name, at]) => ({ name: `${family} ${name}`, at })),
)
const places = all.flatMap(({ name, at }) => ('api' in at ? [[name, at.api, at.column] as const] : []))
const later = all.flatMap(({ name, at }) => ('later' in at ? [[name, at.later, at.until] as const] : []))

type Shape = { properties?: Record<string, Shape>; items?: Shape; anyOf?: Shape[]; type?: unknown }
/** Steps into a field, through lists and through what may be null. */
const step = (shape: Shape | undefined, name: string): Shape | undefined => {
  if (!shape) return undefined
  if (shape.items) return step(shape.items, name)
  return shape.properties?.[name] ?? shape.anyOf?.map((one) => step(one, name)).find(Boolean)
}
const shapeAt = (path: string): Shape | undefined => {
  const [root = '', ...names] = path.split('.')
  return names.reduce<Shape | undefined>(step, SHOWN[root as keyof typeof SHOWN] as Shape | undefined)
}

describe('fields of an order', () => {
  it.each(places)('[H1] %s is shown as %s and kept in %s', async (_, api, column) => {
    expect(shapeAt(api), api).toBeDefined()
    const [table = '', name = ''] = column.split('.')
    const { rows } = await sql<{ column_name: string }>`
      select column_name from information_schema.columns
      where table_schema = 'public' and table_name = ${table} and column_name = ${name}`.execute(database.db)
    expect(rows, column).toHaveLength(1)
  })

  it.each(later)('[H1] %s comes with row %s; when %s is there, it must be shown', async (_, __, until) => {
    const [table = '', column = null] = until.split('.')
    const { rows } = await sql`
      select from information_schema.columns
      where table_schema = 'public' and table_name = ${table} and (${column}::text is null or column_name = ${column})`.execute(
      database.db,
    )
    expect(rows).toEqual([])
  })

  it('[H1] the states stand in the words of their families', () => {
    const words = (states: Readonly<Record<string, { readonly label: { readonly zh: string } }>>) =>
      Object.values(states).map(({ label }) => label.zh)
    expect(words(orderMachine.states)).toEqual(
      expect.arrayContaining(['新建', '新建已取消', '待确认', '预订成功', '预订失败', '已取消']),
    )
    expect(words(orderPaymentMachine.states)).toEqual(['未支付', '部分支付', '已支付', '支付超时'])
    expect(words(refundMachine.states)).toEqual(
      expect.arrayContaining(['申请退款', '同意退款', '拒绝退款', '已退款', '退款失败']),
    )
  })
})
