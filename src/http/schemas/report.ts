import { Type } from 'typebox'
import { Amount, Closed, Currency, Id, Label, Many, Moment, Nullable, Time } from './shapes.ts'

const Code = Type.String({ pattern: '^[a-z0-9_-]{1,40}$' })

export const ReportQuery = Closed({
  from: Moment,
  until: Moment,
  currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', default: 'CNY' })),
  channel: Type.Optional(Code),
  method: Type.Optional(Code),
  shop: Type.Optional(Id),
})

const Unit = Type.Enum(['count', 'money', 'bps', 'ms'], {
  description: '`money` in minor units, `bps` in ten-thousandths, `ms` in milliseconds.',
})
const Bps = Nullable(Type.Integer())
const Ms = Nullable(Type.Number())
const tally = {
  started: Type.Integer(),
  succeeded: Type.Integer(),
  failed: Type.Integer(),
  closed: Type.Integer(),
  unknown: Type.Integer(),
  open: Type.Integer(),
  conflicted: Type.Integer(),
  successBps: Bps,
  failureBps: Bps,
  received: Amount,
  tookMedian: Ms,
  tookP95: Ms,
}

export const PaymentReport = Type.Object({
  from: Time,
  until: Time,
  currency: Currency,
  shopId: Nullable(Type.Integer()),
  figures: Many(
    Type.Object({
      code: Type.String(),
      name: Label,
      definition: Label,
      unit: Unit,
      value: Nullable(Type.Number()),
    }),
  ),
  channels: Many(
    Type.Object({
      channel: Type.String(),
      method: Type.String(),
      ...tally,
      mixCountBps: Bps,
      mixAmountBps: Bps,
    }),
  ),
  days: Many(Type.Object({ day: Type.String({ description: 'YYYY-MM-DD at UTC+8' }), ...tally })),
  reasons: Many(Type.Object({ code: Type.String(), title: Label, count: Type.Integer() })),
  refunds: Many(Type.Object({ state: Type.String(), title: Label, count: Type.Integer(), amount: Amount })),
})
