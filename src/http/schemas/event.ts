import { Type } from 'typebox'
import type { Label } from '../../kernel/machine.ts'
import { Amount, Currency, Id, No, Nullable, Text, Time } from './shapes.ts'

/** `resource`: whose number and whose `sequence` the event carries. */
type EventKind = { readonly resource: string; readonly title: Label; readonly data: Type.TSchema }

const Waived = Type.Integer({ description: 'Nothing came in: so much of what was owed was waived.' })

const OrderFacts = Type.Object({
  tradeNo: No,
  shopId: Id,
  buyerId: Type.String(),
  currency: Currency,
  payable: Amount,
  waived: Type.Optional(Waived),
})
const TradeFacts = Type.Object({
  buyerId: Type.String(),
  currency: Currency,
  payable: Amount,
  orderNos: Type.Array(No),
  waived: Type.Optional(Waived),
})
const Code = Nullable(Type.String({ description: 'Why the channel refused; null where it did not.' }))
const Share = {
  shopId: Id,
  orderNos: Type.Array(No),
  amount: Amount,
  received: Type.Integer({ description: 'What of the money came to its orders; the rest is in suspense.' }),
}
/** As the platform is told it; a letter to a shop holds its own `amount` and `received`. */
const AttemptFacts = Type.Object({
  payableNo: No,
  amount: Amount,
  currency: Currency,
  channel: Type.String(),
  received: Type.Integer({ description: 'What the channel says it took, in fen.' }),
  failureCode: Code,
  shares: Type.Optional(
    Type.Array(Type.Object(Share), {
      description:
        'Each shop’s part. Only the platform is told it; a shop is told its own part in its place.',
    }),
  ),
  shopId: Type.Optional(
    Type.Integer({ description: 'The shop that is told; it stands in its letters alone.' }),
  ),
  orderNos: Type.Optional(Type.Array(No, { description: 'That shop’s orders the attempt pays.' })),
})
const RefundFacts = Type.Object({
  payableNo: No,
  itemNo: Nullable(Type.String({ description: 'The allocation it gives back; null for a surplus.' })),
  attemptNo: No,
  amount: Amount,
  currency: Currency,
  source: Type.Enum(['item', 'surplus']),
  failureCode: Code,
  shopId: Nullable(Type.Integer({ description: 'Whose order it gives back; null for a surplus.' })),
})

const DisputeFacts = Type.Object({
  payableNo: No,
  attemptNo: No,
  channel: Type.String(),
  amount: Amount,
  currency: Currency,
  reason: Type.String({ description: 'The channel’s own word.' }),
  respondBy: Nullable(Type.String({ format: 'date-time', description: 'After this, silence loses.' })),
  shopId: Nullable(Type.Integer({ description: 'Whose money it is; null where several shops share it.' })),
})

const event =
  (resource: string, data: Type.TSchema) =>
  (zh: string, en: string): EventKind => ({ resource, data, title: { zh, en } })
const trade = event('trade', TradeFacts)
const order = event('order', OrderFacts)
const attempt = event('attempt', AttemptFacts)
const refund = event('refund', RefundFacts)
const dispute = event('dispute', DisputeFacts)

/** Every type of event that is published, with what its `data` holds: the pages, the SDK and the doors read it. */
export const EVENTS: Readonly<Record<string, EventKind>> = {
  'trade.paid': trade('交易已付清', 'The whole trade is paid'),
  'trade.closed': trade('交易未付款已关闭', 'The trade was closed unpaid'),
  'order.created': order('订单已生成', 'The order was placed'),
  'order.partly_paid': order('订单部分付款', 'A part of the order is paid'),
  'order.paid': order('订单已付款', 'The order is paid'),
  'order.booked': order('订单已确认', 'The shop confirmed the order'),
  'order.booking_failed': order('订单确认失败', 'The shop could not confirm the order'),
  'order.completed': order('订单已完成', 'The order is complete'),
  'order.cancelled': order('订单已取消', 'The order was cancelled'),
  'payment.authorized': attempt('资金已冻结', 'Money is held for the attempt and not taken yet'),
  'payment.succeeded': attempt('支付成功', 'An attempt brought money'),
  'payment.failed': attempt('支付失败', 'An attempt failed'),
  'payment.conflicted': attempt('支付金额不符', 'An attempt brought another amount than was asked'),
  'refund.requested': refund('已申请退款', 'A refund was asked for'),
  'dispute.opened': dispute('争议已发起', 'A payer’s bank asks for money back'),
  'dispute.under_review': dispute('争议审理中', 'The response is being reviewed'),
  'dispute.won': dispute('争议胜诉', 'The dispute was won'),
  'dispute.lost': dispute('争议败诉', 'The dispute was lost, and its money with it'),
  'refund.approved': refund('退款已批准', 'The refund was approved'),
  'refund.rejected': refund('退款未获批准', 'The refund was rejected'),
  'refund.processing': refund('渠道已受理退款', 'The channel has taken the refund'),
  'refund.succeeded': refund('退款成功', 'The refund reached the buyer'),
  'refund.failed': refund('退款失败', 'The refund failed and needs a decision'),
}

/** The letter that a webhook endpoint receives. */
const letterOf = (type: string, { resource, data }: EventKind): Type.TSchema =>
  Type.Object({
    type: Type.Literal(type),
    id: Type.String({ description: 'The same whenever this event is sent again; equals `webhook-id`.' }),
    position: Type.Integer({ description: 'Its place among all published events.' }),
    at: Time,
    resource: Type.Object({ kind: Type.Literal(resource), no: No }),
    sequence: Type.Integer({ description: 'Counts the changes of the resource: order events by it.' }),
    data,
  })

const signed = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: Text(500),
})
const HEADERS = [
  signed('webhook-id', 'Equals `id`.'),
  signed('webhook-timestamp', 'Seconds since 1970 when it was sent.'),
  signed('webhook-signature', 'Standard Webhooks, one `v1,…` per secret that is valid now.'),
]

/** The `webhooks` section of the OpenAPI document. */
export const describeWebhooks = (): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(EVENTS).map(([type, kind]) => [
      type,
      {
        post: {
          summary: kind.title.en,
          tags: ['events'],
          parameters: HEADERS,
          requestBody: { required: true, content: { 'application/json': { schema: letterOf(type, kind) } } },
          responses: { '2XX': { description: 'Taken. Any other answer is a failure and is tried again.' } },
        },
      },
    ]),
  )
