import type { Label } from '../../kernel/machine.ts'
import type { NodeCode } from './nodes.ts'
import { BODY_LENGTH, fillLabel, TITLE_LENGTH } from './text.ts'
import type { Variables } from './types.ts'
import type { Audience } from './ways.ts'

export type Template = { readonly title: Label; readonly body: Label }
/** `house`: what merchant, platform and carrier read. */
export type Words = { readonly buyer: Template; readonly house: Template }

const say = (titleZh: string, titleEn: string, bodyZh: string, bodyEn: string): Template => ({
  title: { zh: titleZh, en: titleEn },
  body: { zh: bodyZh, en: bodyEn },
})

/**
 * The words of every node. Variables: `no` the number it is about, `amount`, `left` what is still open, `until` a
 * time, `reason` and `next` in the reader's words, `code` a channel's own, `part` which instalment.
 */
export const TEMPLATES: Readonly<Record<NodeCode, Words>> = {
  pay_reminder: {
    buyer: say(
      '订单即将关闭，请尽快付款',
      'Your order closes soon',
      '订单 {no} 还有 {left} 未付，请在 {until} 前完成支付，逾期将自动关闭。',
      'Order {no} still needs {left}. Please pay before {until}; it closes by itself after that.',
    ),
    house: say(
      '买家待付款',
      'A buyer has not paid yet',
      '订单 {no} 还有 {left} 未付，将于 {until} 关闭。',
      'Order {no} still needs {left} and closes at {until}.',
    ),
  },
  part_paid: {
    buyer: say(
      '已收到部分款项',
      'Part of your order is paid',
      '订单 {no} 已部分支付，应付合计 {amount}。付清后订单生效。',
      'Part of order {no} is paid; {amount} is due in all. It goes ahead when all is paid.',
    ),
    house: say(
      '订单部分付款',
      'An order is paid in part',
      '订单 {no} 已部分支付，应付合计 {amount}。',
      'Part of order {no} is paid; {amount} is due in all.',
    ),
  },
  part_paid_reminder: {
    buyer: say(
      '还有尾款待付',
      'The rest is still due',
      '订单 {no} 还差 {left} 付清，请在 {until} 前完成支付。',
      'Order {no} still needs {left}. Please pay before {until}.',
    ),
    house: say(
      '买家尾款待付',
      'The rest of an order is due',
      '订单 {no} 还差 {left}，期限 {until}。',
      'Order {no} still needs {left}, until {until}.',
    ),
  },
  instalment_due: {
    buyer: say(
      '分期付款即将到期',
      'An instalment is due',
      '订单 {no} 第 {part} 期 {amount} 将于 {until} 到期，请按时支付。',
      'Instalment {part} of order {no}, {amount}, is due at {until}.',
    ),
    house: say(
      '分期即将到期',
      'An instalment is due',
      '订单 {no} 第 {part} 期 {amount} 将于 {until} 到期。',
      'Instalment {part} of order {no}, {amount}, is due at {until}.',
    ),
  },
  paid: {
    buyer: say(
      '支付成功',
      'Payment received',
      '订单 {no} 已支付 {amount}，商家将尽快为您处理。',
      'We received {amount} for order {no}. The shop takes it from here.',
    ),
    house: say(
      '订单已付款',
      'An order is paid',
      '订单 {no} 已付款 {amount}，请及时处理。',
      'Order {no} is paid, {amount}. It can be handled now.',
    ),
  },
  held: {
    buyer: say(
      '资金已冻结',
      'Money is held',
      '订单 {no} 已冻结 {amount}，尚未扣款；实际扣款或解冻时会再通知您。',
      '{amount} is held for order {no} and not taken. You will hear when it is taken or let go.',
    ),
    house: say(
      '资金已冻结',
      'Money is held',
      '订单 {no} 已冻结 {amount}，尚未扣款。',
      '{amount} is held for order {no} and not taken yet.',
    ),
  },
  payment_failed: {
    buyer: say(
      '支付未成功',
      'The payment did not go through',
      '订单 {no} 支付 {amount} 未成功：{reason}。{next}',
      'Paying {amount} for order {no} did not work. {reason} {next}',
    ),
    house: say(
      '买家支付失败',
      'A payment failed',
      '订单 {no} 支付 {amount} 失败：{reason}。',
      'Paying {amount} for order {no} failed. {reason}',
    ),
  },
  payment_conflicted: {
    buyer: say(
      '付款正在核对',
      'We are checking your payment',
      '订单 {no} 收到的款项与应付金额不一致，已妥善记录，我们会尽快联系您。请勿重复付款。',
      'What came in for order {no} is another amount than was asked. It is safely recorded and we will contact you. Please do not pay again.',
    ),
    house: say(
      '到账金额与应付不符',
      'Another amount came in than was asked',
      '订单 {no} 应收 {amount}，实际到账 {received}。款项已挂账，请核对处理。',
      'Order {no} asked for {amount} and {received} came in. It stands in suspense and needs a decision.',
    ),
  },
  closed: {
    buyer: say(
      '订单已关闭',
      'Your order is closed',
      '订单 {no} 未付款，{reason}。如已付款，款项将原路退回。',
      'Order {no} was not paid: {reason}. If you have paid, the money goes back the way it came.',
    ),
    house: say('订单未付款关闭', 'An order closed unpaid', '订单 {no}：{reason}。', 'Order {no}: {reason}.'),
  },
  refund_requested: {
    buyer: say(
      '退款申请已提交',
      'Your refund was asked for',
      '订单 {no} 退款 {amount} 已提交，审核后将原路退回。',
      'A refund of {amount} for order {no} was asked for. Once approved it goes back the way it came.',
    ),
    house: say(
      '有退款待审核',
      'A refund waits for approval',
      '订单 {no} 申请退款 {amount}，请及时审核。',
      'A refund of {amount} was asked for order {no} and waits for approval.',
    ),
  },
  refund_approved: {
    buyer: say(
      '退款已批准',
      'Your refund is approved',
      '订单 {no} 退款 {amount} 已批准，正在原路退回。',
      'Your refund of {amount} for order {no} is approved and on its way back.',
    ),
    house: say(
      '退款已批准',
      'A refund is approved',
      '订单 {no} 退款 {amount} 已批准。',
      'The refund of {amount} for order {no} is approved.',
    ),
  },
  refund_rejected: {
    buyer: say(
      '退款未获批准',
      'Your refund was turned down',
      '订单 {no} 退款 {amount} 未获批准，如有疑问请联系客服。',
      'The refund of {amount} for order {no} was turned down. Contact us if you have questions.',
    ),
    house: say(
      '退款未获批准',
      'A refund was turned down',
      '订单 {no} 退款 {amount} 未获批准。',
      'The refund of {amount} for order {no} was turned down.',
    ),
  },
  refund_processing: {
    buyer: say(
      '退款处理中',
      'Your refund is under way',
      '订单 {no} 退款 {amount} 已由支付渠道受理，到账时间以渠道为准。',
      'The payment channel has taken the refund of {amount} for order {no}; it says when the money arrives.',
    ),
    house: say(
      '退款处理中',
      'A refund is under way',
      '订单 {no} 退款 {amount} 已由支付渠道受理。',
      'The payment channel has taken the refund of {amount} for order {no}.',
    ),
  },
  refund_succeeded: {
    buyer: say(
      '退款成功',
      'Your refund arrived',
      '订单 {no} 退款 {amount} 已原路退回。',
      '{amount} for order {no} went back the way it came.',
    ),
    house: say(
      '退款成功',
      'A refund arrived',
      '订单 {no} 退款 {amount} 已完成。',
      'The refund of {amount} for order {no} is complete.',
    ),
  },
  refund_failed: {
    buyer: say(
      '退款遇到问题',
      'Your refund needs our help',
      '订单 {no} 退款 {amount} 未能退回，我们正在处理，款项不会丢失。',
      'The refund of {amount} for order {no} could not be made yet. We are on it; nothing is lost.',
    ),
    house: say(
      '退款失败',
      'A refund failed',
      '订单 {no} 退款 {amount} 失败，需要处理。{reason}（{code}）',
      'The refund of {amount} for order {no} failed and needs a decision. {reason} ({code})',
    ),
  },
  paid_twice: {
    buyer: say(
      '您多付了一笔，正在退回',
      'You paid twice; it is on its way back',
      '订单 {no} 多收到 {amount}，无需您操作，正在原路退回。',
      'We received {amount} too much for order {no}. You need not do anything; it is on its way back.',
    ),
    house: say(
      '多付款项退回中',
      'Paid too much, on its way back',
      '订单 {no} 多收 {amount}，正在退回。',
      '{amount} too much came in for order {no} and is on its way back.',
    ),
  },
  surplus_refunded: {
    buyer: say(
      '多付款项已退回',
      'What you paid too much is back',
      '订单 {no} 多付的 {amount} 已原路退回。',
      'The {amount} you paid too much for order {no} went back the way it came.',
    ),
    house: say(
      '多付款项已退回',
      'What was paid too much is back',
      '订单 {no} 多付的 {amount} 已退回。',
      'The {amount} too much for order {no} is back with the buyer.',
    ),
  },
  dispute_opened: {
    buyer: say(
      '已收到您的争议',
      'Your dispute was received',
      '订单 {no} 的争议（{amount}）已收到，我们会尽快处理。',
      'We received your dispute over {amount} for order {no} and look into it.',
    ),
    house: say(
      '发生支付争议，请按期举证',
      'A dispute was opened; send evidence in time',
      '订单 {no} 发生争议 {amount}，请在 {until} 前提交证据。',
      '{amount} of order {no} is disputed. Send evidence before {until}.',
    ),
  },
  dispute_won: {
    buyer: say(
      '争议已结束',
      'Your dispute has ended',
      '订单 {no} 的争议（{amount}）已由支付渠道裁定，款项归商家。如有疑问请联系客服。',
      'The payment channel decided your dispute over {amount} for order {no} for the shop. Contact us if you have questions.',
    ),
    house: say(
      '争议胜诉',
      'A dispute was won',
      '订单 {no} 的争议 {amount} 已胜诉，款项解冻。',
      'The dispute over {amount} of order {no} was won; the money is free again.',
    ),
  },
  dispute_lost: {
    buyer: say(
      '争议款项已退还',
      'The disputed money is back',
      '订单 {no} 的争议（{amount}）已裁定退还给您，款项由支付渠道退回。',
      'Your dispute over {amount} for order {no} was decided for you; the payment channel gives the money back.',
    ),
    house: say(
      '争议败诉',
      'A dispute was lost',
      '订单 {no} 的争议 {amount} 已败诉，款项由渠道退还买家。',
      'The dispute over {amount} of order {no} was lost; the channel gives the money to the buyer.',
    ),
  },
}

export const templateOf = (node: NodeCode, audience: Audience): Template =>
  TEMPLATES[node][audience === 'buyer' ? 'buyer' : 'house']

/** What a recipient reads, in both languages. */
export const tell = (node: NodeCode, audience: Audience, variables: Variables): Template => {
  const { title, body } = templateOf(node, audience)
  return { title: fillLabel(title, variables, TITLE_LENGTH), body: fillLabel(body, variables, BODY_LENGTH) }
}

/** Values with which the console shows a template before anything has happened. */
export const SAMPLE: Variables = {
  no: '2026112210300000000142',
  amount: '¥128.00',
  left: '¥128.00',
  received: '¥127.99',
  until: '11-22 18:30',
  part: '2',
  code: 'ACCOUNT_CLOSED',
  reason: { zh: '余额不足', en: 'There is not enough money in this account.' },
  next: { zh: '请换一种支付方式', en: 'Use another method.' },
}
