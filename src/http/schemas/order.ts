import { Type } from 'typebox'
import { ShopRef } from './catalog.ts'
import { amounts, Stage, tradeFields } from './checkout.ts'
import {
  Amount,
  Closed,
  Currency,
  Id,
  Label,
  Many,
  No,
  Nullable,
  PageQuery,
  Text,
  Time,
  Words,
} from './shapes.ts'

const OrderState = Type.Enum([
  'created',
  'created_cancelled',
  'pending_confirmation',
  'booked',
  'booking_failed',
  'completed',
  'cancelled',
])
const Tab = Type.Enum(['to_pay', 'to_confirm', 'to_receive', 'completed', 'closed'])

export const OrderLine = Type.Object({
  lineNo: Type.Integer(),
  skuId: Id,
  productId: Id,
  title: Type.String({ description: 'As it was sold.' }),
  titleEn: Type.String({
    description: 'As the catalog says it now; empty where the title is another since.',
  }),
  specText: Type.String(),
  specTextEn: Type.String(),
  image: Type.String(),
  quantity: Type.Integer(),
  unitPrice: Amount,
  ...amounts,
  refundedQuantity: Type.Integer(),
  stages: Many(Stage),
})

const summary = {
  no: No,
  tradeNo: No,
  shop: ShopRef,
  buyer: Nullable(Type.Object({ id: Type.String(), name: Type.String(), phone: Nullable(Type.String()) })),
  state: OrderState,
  paymentState: Type.Enum(['unpaid', 'partly_paid', 'paid', 'timed_out']),
  display: Type.Object({ buyer: Label, seller: Label, tab: Tab }),
  currency: Currency,
  goodsAmount: Amount,
  discountAmount: Amount,
  freightAmount: Amount,
  payableAmount: Amount,
  receivedAmount: Amount,
  refundedAmount: Amount,
  lines: Many(OrderLine),
  placedAt: Time,
  actions: Many(Type.String()),
  version: Type.Integer(),
}
export const OrderSummary = Type.Object(summary)

const Address = Type.Object({
  name: Type.String(),
  phone: Type.String(),
  province: Type.String(),
  city: Type.String(),
  district: Type.String(),
  street: Type.String(),
})
const Redirect = Type.Object(
  {
    way: Type.Enum(['card', 'transfer', 'wallet', 'hand'], {
      description:
        'By its channel: to another card of the payer, or to our own bank account, from where people send it on. By us, where the channel has refused it for good: into the wallet of the buyer, or by a transfer.',
    }),
    bank: Nullable(Type.String()),
    tail: Nullable(Type.String({ description: 'The last four digits; the number is kept nowhere.' })),
    holder: Nullable(Type.String({ description: 'The name with its middle left out.' })),
    reason: Type.String(),
    requestedBy: Type.String(),
    requestedAt: Type.String({ format: 'date-time' }),
    decidedBy: Nullable(Type.String()),
    isOpen: Type.Boolean({ description: 'Approved, and its end is not known yet.' }),
    failure: Nullable(Type.String({ description: 'Why the channel did not take it, in its own word.' })),
    why: Nullable(Label),
    paid: Nullable(Type.Enum(['wallet', 'offline'], { description: 'Through what we paid it ourselves.' })),
    second: Nullable(
      Type.Object(
        {
          no: No,
          channel: Type.String(),
          channelRefundNo: Type.String(),
          at: Type.String({ format: 'date-time' }),
          backNo: Nullable(No),
        },
        { description: 'What was paid once more the other way: the buyer owes it back.' },
      ),
    ),
  },
  { description: 'Another way for what could not go the way it came; staff alone see it.' },
)

export const Refund = Type.Object({
  no: No,
  orderNo: Nullable(No),
  tradeNo: No,
  attemptNo: No,
  requestNo: No,
  source: Type.Enum(['item', 'surplus']),
  waived: Type.Integer({ description: 'Of supplements that were owed: waived with its approval, in fen.' }),
  to: Type.Enum(['origin', 'wallet', 'transfer'], {
    description:
      'The way it came, into the wallet, or by a transfer of ours where its channel would not have it.',
  }),
  amount: Amount,
  currency: Currency,
  state: Type.Enum([
    'requested',
    'approved',
    'rejected',
    'processing',
    'failed',
    'redirect_asked',
    'returned',
    'succeeded',
  ]),
  reason: Type.String(),
  redirect: Nullable(Redirect),
  requestedBy: Nullable(Type.String()),
  decidedBy: Nullable(Type.String()),
  failure: Nullable(
    Type.Object(
      { code: Type.String(), title: Label },
      {
        description:
          'Why it has not gone through: for staff with what to do, for its buyer what becomes of it.',
      },
    ),
  ),
  failureCode: Nullable(Type.String({ description: 'The channel’s own word; staff alone see it.' })),
  tries: Type.Integer(),
  nextAt: Nullable(Time),
  createdAt: Time,
  succeededAt: Nullable(Time),
  returnedAt: Nullable(Time),
  actions: Many(Type.String()),
  version: Type.Integer(),
})

export const Order = Type.Object({
  ...summary,
  address: Nullable(Address),
  remark: Nullable(Type.String()),
  invoice: Nullable(
    Type.Object({
      type: Type.Enum(['personal', 'company']),
      title: Type.String(),
      taxNo: Nullable(Type.String()),
    }),
  ),
  payment: Nullable(
    Type.Object({ allocationNo: No, paidAt: Nullable(Time), channel: Nullable(Type.String()) }),
  ),
  toCollect: Nullable(
    Type.Object(
      { attemptNo: No, amount: Amount },
      { description: 'Cash that whoever brings the goods collects.' },
    ),
  ),
  refunds: Many(Refund),
  expiresAt: Nullable(Time),
  paidAt: Nullable(Time),
  confirmedAt: Nullable(Time),
  completedAt: Nullable(Time),
  cancelledAt: Nullable(Time),
  cancelReason: Nullable(Type.String()),
})

export const Trade = Type.Object({
  ...tradeFields,
  buyerId: Type.String(),
  paidAt: Nullable(Time),
  closedAt: Nullable(Time),
  orders: Many(OrderSummary),
  actions: Many(Type.String()),
  version: Type.Integer(),
})

export const Timeline = Type.Object({
  at: Time,
  actor: Type.String(),
  no: Type.String(),
  move: Type.Object({ machine: Type.String(), from: Type.String(), on: Type.String(), to: Type.String() }),
  label: Label,
  reason: Nullable(Type.String({ description: 'As it was given; a channel’s own word is for staff alone.' })),
  /** Where the reason is a channel’s word. */
  why: Nullable(Label),
})

const filters = {
  state: Type.Optional(Type.Union([OrderState, Tab])),
  q: Type.Optional(Text(60)),
  phone: Type.Optional(Type.String({ pattern: '^\\d{3,15}$' })),
  product: Type.Optional(Text(60)),
  from: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d(T[\\d:.]+(Z|[+-]\\d\\d:\\d\\d))?$' })),
  to: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d(T[\\d:.]+(Z|[+-]\\d\\d:\\d\\d))?$' })),
  shop: Type.Optional(Id),
}
export const OrderQuery = Closed({ ...filters, cursor: Type.Optional(No), limit: PageQuery.limit })
export const OrderCsvQuery = Closed(filters)

const To = Type.Enum(['origin', 'wallet'])
export const RefundBody = Closed({
  lines: Type.Optional(
    Type.Array(
      Closed({
        lineNo: Type.Integer({ minimum: 1, maximum: 1_000 }),
        quantity: Type.Integer({ minimum: 1, maximum: 200 }),
      }),
      { minItems: 1, maxItems: 100 },
    ),
  ),
  to: Type.Optional(To),
  reason: Words(200),
})
export const Reissue = Closed({ to: To, reason: Type.Optional(Words(200)) })
/** One request as its buyer sees it: however many attempts paid, he asked once. */
export const RefundRequest = Type.Object({
  no: No,
  orderNo: Nullable(No),
  tradeNo: No,
  currency: Currency,
  amount: Type.Integer({ description: 'Asked for, without what was rejected.' }),
  refunded: Amount,
  state: Type.Enum(['requested', 'processing', 'partly_refunded', 'refunded', 'rejected']),
  title: Label,
  reason: Type.String(),
  createdAt: Time,
  parts: Many(
    Type.Object({
      ...Refund.properties,
      channel: Type.String(),
      channelTitle: Label,
    }),
  ),
})
export const RefundQuery = Closed({
  state: Type.Optional(Refund.properties.state),
  cursor: Type.Optional(No),
  limit: PageQuery.limit,
})
export const ByNo = Closed({ no: No })
