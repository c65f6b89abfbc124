import { Type } from 'typebox'
import { Method } from './cashier.ts'
import { ShopRef } from './catalog.ts'
import { Attempt, AttemptBody, TradeState } from './checkout.ts'
import { Amount, Closed, Currency, Label, Many, No, Nullable, Time } from './shapes.ts'

/** No channel combines more. */
const MOST = 50

const { channel, method, payer, returnUrl } = AttemptBody.properties

export const CombinedOrderBody = Closed({
  tradeNos: Type.Array(No, {
    minItems: 2,
    maxItems: MOST,
    uniqueItems: true,
    description: 'Trades of one buyer, each to be paid what is due of it now.',
  }),
  channel,
  method,
  payer,
  returnUrl,
})

/** Several trades paid at once: each has an attempt of its own, which the channel runs as a part of one order. */
export const CombinedOrder = Type.Object({
  no: Type.Unsafe<string>({ ...No, description: 'Its number at the channel; 22 digits.' }),
  channel: Type.String(),
  method: Type.String(),
  amount: Type.Integer({ description: 'What all parts come to.' }),
  currency: Currency,
  state: Type.Enum(
    [
      'created',
      'ready',
      'unknown',
      'authorized',
      'closing',
      'closed',
      'failed',
      'succeeded',
      'conflicted',
      'mixed',
    ],
    { description: 'As all parts stand; `mixed`: they ended in different ways, so look at each.' },
  ),
  presentation: Attempt.properties.presentation,
  failure: Attempt.properties.failure,
  expiresAt: Time,
  createdAt: Time,
  parts: Many(Attempt),
})

export const CombinedCashierQuery = Closed({
  trades: Type.String({
    maxLength: MOST * 23 - 1,
    pattern: `^\\d{22}(,\\d{22}){0,${MOST - 1}}$`,
    description: 'Numbers of trades, joined by commas.',
  }),
})

/** Everything that a page needs to let several trades be paid at once. It promises nothing: paying decides. */
export const CombinedCashier = Type.Object({
  currency: Currency,
  amount: Type.Integer({ description: 'What is paid of all trades that can be paid now.' }),
  now: Time,
  expiresAt: Type.Unsafe<Date | string>({ ...Time, description: 'When the first of them ends.' }),
  lastStartAt: Time,
  trades: Many(
    Type.Object({
      no: No,
      state: TradeState,
      shops: Many(ShopRef),
      payable: Amount,
      captured: Amount,
      amount: Type.Integer({ description: 'What is paid of it now; by a schedule, the next part.' }),
      expiresAt: Time,
      reason: Nullable(Type.Object({ code: Type.String(), title: Label })),
    }),
  ),
  methods: Many(Method),
  current: Nullable(CombinedOrder),
})
