import { Type } from 'typebox'
import { Attempt } from './checkout.ts'
import { Refund } from './order.ts'
import { Amount, Closed, Currency, Id, Label, Many, No, Nullable, PageQuery, Time } from './shapes.ts'

const PaymentState = Type.Enum(['open', 'closing', 'covered', 'closed'])

export const Payment = Type.Object({
  payableNo: No,
  buyerId: Type.String(),
  state: PaymentState,
  currency: Currency,
  due: Amount,
  captured: Amount,
  surplus: Amount,
  over: Amount,
  refunding: Amount,
  refunded: Amount,
  surplusRefunding: Amount,
  surplusRefunded: Amount,
  isOneAtATime: Type.Boolean(),
  takesParts: Type.Boolean(),
  expiresAt: Time,
  createdAt: Time,
  version: Type.Integer(),
})
export const PaymentQuery = Closed({
  state: Type.Optional(PaymentState),
  channel: Type.Optional(Type.String({ pattern: '^[a-z]{1,20}$' })),
  cursor: Type.Optional(No),
  limit: PageQuery.limit,
})
/** An attempt as staff see it: with the channel's number and what came in. */
export const StaffAttempt = Type.Object({
  ...Attempt.properties,
  channelNo: Nullable(Type.String()),
  held: Amount,
  heldUntil: Nullable(Time),
  received: Amount,
  captured: Amount,
  surplus: Amount,
  fee: Nullable(Amount),
  failureCode: Nullable(Type.String()),
  nextQueryAt: Nullable(Time),
  queryCount: Type.Integer(),
  actions: Many(Type.Enum(['check', 'refund_surplus', 'capture', 'capture_part', 'void', 'record_receipt'])),
})
const Figures = Type.Object(
  {
    total: Type.Integer({ description: '总额: goods and postage, without any reduction.' }),
    goods: Type.Integer({ description: '商品总价' }),
    discount: Type.Integer({ description: '优惠: all reductions.' }),
    subsidy: Type.Integer({ description: '补贴: those that the platform bears.' }),
    receivable: Type.Integer({ description: '应收 = 总额 − 优惠' }),
    received: Type.Integer({ description: '实收: what flowed in, less what flowed out.' }),
  },
  { description: 'In fen.' },
)
export const PaymentView = Type.Object({
  ...Payment.properties,
  standing: Type.Object({
    code: Type.Enum(['unpaid', 'prepaid', 'paid', 'supplemented', 'void', 'part_refunded', 'refunded']),
    title: Label,
  }),
  figures: Figures,
  items: Many(
    Type.Object({
      itemNo: No,
      allocationNo: No,
      payeeId: Id,
      due: Amount,
      captured: Amount,
      refunding: Amount,
      refunded: Amount,
      kept: Amount,
      cancelled: Type.Boolean(),
    }),
  ),
  shares: Many(
    Type.Object({
      itemNo: No,
      attemptNo: No,
      amount: Amount,
      refunding: Amount,
      refunded: Amount,
      disputed: Amount,
    }),
  ),
  attempts: Many(StaffAttempt),
  refunds: Many(Refund),
  flows: Many(
    Type.Object({
      sourceNo: No,
      direction: Type.Enum(['in', 'out']),
      channel: Type.String(),
      channelNo: Type.String(),
      amount: Amount,
      currency: Currency,
      description: Type.String(),
      occurredAt: Time,
      recordedAt: Time,
    }),
  ),
})
export const VersionPage = Closed({
  cursor: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  limit: PageQuery.limit,
})
