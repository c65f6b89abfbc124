import { Type } from 'typebox'
import { ShopRef } from './catalog.ts'
import { Attempt, TradeState } from './checkout.ts'
import { Schedule } from './promise.ts'
import { Amount, Currency, Label, Many, No, Nullable, Time } from './shapes.ts'

export const Method = Type.Object({
  channel: Type.String(),
  method: Type.String(),
  title: Label,
  devices: Many(Type.Enum(['desktop', 'mobile', 'wallet_browser', 'app'])),
  holds: Type.Boolean({ description: 'The money can be held first and taken later.' }),
  available: Type.Boolean(),
  reason: Nullable(
    Type.Object({
      code: Type.Enum([
        'settled',
        'too_late',
        'payer_unknown',
        'currency',
        'not_offered',
        'out_of_order',
        'not_enough',
        'switched_off',
        'one_at_a_time',
        'too_many',
      ]),
      title: Label,
    }),
  ),
})

/** Everything that a page needs to let somebody pay. It promises nothing: paying decides. */
export const Cashier = Type.Object({
  tradeNo: No,
  state: TradeState,
  currency: Currency,
  due: Amount,
  captured: Amount,
  onItsWay: Type.Integer({ description: 'Money of open attempts, which may come at any moment.' }),
  open: Type.Integer({ description: 'What can still be paid.' }),
  /** Now, by the server's clock: a page counts down from it. */
  now: Time,
  expiresAt: Time,
  lastStartAt: Type.Unsafe<Date | string>({ ...Time, description: 'No attempt starts after this.' }),
  plan: Type.Object({
    isOneAtATime: Type.Boolean(),
    takesParts: Type.Boolean(),
    smallestPart: Amount,
    mostParts: Type.Integer(),
  }),
  methods: Many(Method),
  wallet: Type.Object({ balance: Amount, held: Amount, usable: Amount }),
  points: Type.Object({
    balance: Type.Integer(),
    held: Type.Integer(),
    usable: Type.Integer({ description: 'The points that pay the most that may be paid so.' }),
    value: Type.Integer({ description: 'What the usable points pay, in fen.' }),
    most: Type.Integer({ description: 'The most that points may pay of what is open, in fen.' }),
    pointsPerYuan: Type.Integer(),
    unit: Type.Integer({ description: 'Points are used in multiples of this.' }),
  }),
  orders: Many(
    Type.Object({
      no: No,
      shop: ShopRef,
      paymentState: Type.Enum(['unpaid', 'partly_paid', 'paid', 'timed_out']),
      payable: Amount,
      received: Amount,
      open: Amount,
      apart: Type.Boolean({ description: 'It can be paid by itself.' }),
    }),
  ),
  next: Type.Integer({
    description: 'What a payment takes that names no amount: by a schedule, the next part.',
  }),
  attempts: Many(Attempt),
  goingBack: Many(
    Type.Object(
      {
        no: No,
        attemptNo: No,
        toWallet: Type.Boolean(),
        amount: Amount,
        currency: Currency,
        isBack: Type.Boolean({ description: 'It has arrived; before that it is on its way.' }),
        askedAt: Time,
      },
      {
        description:
          'What goes back to the payer: money that came too late, beyond what was due, or of no order.',
      },
    ),
  ),
  schedule: Schedule,
})
