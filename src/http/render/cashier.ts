import type { CashierPage, Hindrance } from '../../flows/index.ts'
import type { CatalogFacts } from '../../modules/catalog/index.ts'
import type { Trade } from '../../modules/order/index.ts'
import { destinationOf } from '../../modules/payment/index.ts'
import { renderAttempt } from './attempt.ts'
import { shopRef } from './quote.ts'

export const WORDS: Readonly<Record<Hindrance, { readonly zh: string; readonly en: string }>> = {
  settled: { zh: '没有待付金额', en: 'Nothing is left to pay' },
  too_late: { zh: '即将关闭，来不及再发起支付', en: 'Closing soon: too late to begin' },
  payer_unknown: {
    zh: '需以微信登录；也可在手机浏览器中打开本页付款',
    en: 'Needs a sign-in with WeChat; or open this page in a browser',
  },
  currency: { zh: '不支持该币种', en: 'Does not take this currency' },
  not_offered: { zh: '该订单不支持', en: 'Not offered for this order' },
  out_of_order: { zh: '渠道暂时异常，请换一种方式', en: 'Out of order right now; try another' },
  not_enough: { zh: '余额不足，可与其他方式组合支付', en: 'Not enough alone; combine it with another' },
  switched_off: { zh: '暂未开放', en: 'Not switched on' },
  one_at_a_time: { zh: '不支持合并付款，可逐笔支付', en: 'Takes one trade at a time' },
  too_many: { zh: '一次合并的笔数过多', en: 'Not so many at once' },
}

export const renderMethods = (methods: CashierPage['methods']) =>
  methods.map(({ reason, ...method }) => ({
    ...method,
    reason: reason && { code: reason, title: WORDS[reason] },
  }))

export const renderCashier = (trade: Trade, page: CashierPage, catalog: CatalogFacts, now: Date) => {
  const { plan, wallet, points } = page
  const { isOneAtATime, takesParts, smallestPart, mostParts } = plan
  return {
    tradeNo: trade.tradeNo,
    state: trade.state,
    currency: trade.currency,
    due: page.due,
    captured: page.captured,
    onItsWay: page.onItsWay,
    open: page.open,
    now,
    expiresAt: trade.expiresAt,
    lastStartAt: page.lastStartAt,
    plan: { isOneAtATime, takesParts, smallestPart, mostParts },
    methods: renderMethods(page.methods),
    wallet: { balance: wallet.free, held: wallet.held, usable: wallet.usable },
    points: {
      balance: points.free,
      held: points.held,
      usable: points.usable,
      value: points.value,
      most: points.most,
      pointsPerYuan: points.pointsPerYuan,
      unit: points.unit,
    },
    orders: page.orders.map(({ order, open, apart }) => {
      const shop = catalog.shopFacts(order.shopId)
      return {
        no: order.orderNo,
        shop: shop ? shopRef(shop) : { id: order.shopId, name: '', nameEn: '', kind: order.scene },
        paymentState: order.paymentState,
        payable: order.amounts.payable,
        received: order.received,
        open,
        apart,
      }
    }),
    next: page.next,
    attempts: page.attempts.map(renderAttempt),
    goingBack: page.refunds.map((refund) => ({
      no: refund.refundNo,
      attemptNo: refund.attemptNo,
      toWallet: destinationOf(refund) === 'wallet',
      amount: refund.amount,
      currency: refund.currency,
      isBack: refund.state === 'succeeded',
      askedAt: refund.requestedAt,
    })),
  }
}
