import { sum } from '../../kernel/money.ts'
import type { Order } from '../../modules/order/index.ts'
import type { Flow } from '../../modules/payment/index.ts'

/**
 * The figures of a payment (row N4): 总额 what it is worth without any reduction, 商品总价, 优惠 all reductions, 补贴 those
 * that the platform bears, 应收 = 总额 − 优惠, 实收 = Σ of what flowed in and out.
 */
export const figuresOf = (orders: readonly Order[], flows: readonly Pick<Flow, 'direction' | 'amount'>[]) => {
  const of = (amount: keyof Order['amounts']) => sum(orders.map((order) => order.amounts[amount]))
  const goods = of('goods')
  const total = goods + of('freight')
  const subsidy = of('platformDiscount') + of('points')
  const discount = of('shopDiscount') + subsidy
  return {
    total,
    goods,
    discount,
    subsidy,
    receivable: total - discount,
    received: sum(flows.map(({ direction, amount }) => (direction === 'in' ? amount : -amount))),
  }
}
