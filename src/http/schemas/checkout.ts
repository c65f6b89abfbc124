import { Type } from 'typebox'
import { AddressBook, DeliveryAddress } from './address.ts'
import { ShopRef } from './catalog.ts'
import { Amount, Closed, Currency, Id, Label, Many, No, Nullable, Text, Time, Words } from './shapes.ts'

const Line = Closed({ skuId: Id, quantity: Type.Integer({ minimum: 1, maximum: 200 }) })
const Lines = Type.Array(Line, { minItems: 1, maxItems: 100 })

const QuotedAddress = Type.Unsafe<number>({
  ...Id,
  description:
    "One of the signed-in buyer's own addresses; answered in `address`. Freight is by shop, so it changes no price.",
})
export const QuoteBody = Closed({ lines: Lines, addressId: Type.Optional(QuotedAddress) })
export const InvoiceBody = Closed({
  type: Type.Enum(['none', 'personal', 'company']),
  title: Type.Optional(Words(100)),
  taxNo: Type.Optional(Type.String({ pattern: '^[0-9A-Z]{15,20}$' })),
})
export const TradeBody = Closed({
  lines: Lines,
  addressId: Type.Optional(Id),
  quoteHash: Type.String({ pattern: '^[\\w-]{16,64}$' }),
  remarks: Type.Optional(
    Type.Record(Type.String({ pattern: '^[1-9]\\d{0,15}$' }), Text(200, 0), {
      maxProperties: 100,
      additionalProperties: false,
    }),
  ),
  invoice: Type.Optional(InvoiceBody),
  customer: Type.Optional(
    Closed(
      {
        reference: Type.String({ pattern: '^[\\w.-]{1,64}$', description: 'What your system calls him.' }),
        address: Type.Optional(DeliveryAddress),
      },
      { description: 'For whom a server key orders; a buyer orders for himself and gives none.' },
    ),
  ),
})

export const Stage = Type.Object({ stage: Type.String(), amount: Amount, label: Label })
export const amounts = {
  goodsAmount: Amount,
  shopDiscount: Amount,
  platformDiscount: Amount,
  pointsAmount: Amount,
  freight: Amount,
  payable: Amount,
}
export const Quote = Type.Object({
  hash: Type.String({
    description: 'Send it back with the checkout: it stands for this price and its reasons.',
  }),
  currency: Currency,
  groups: Many(
    Type.Object({
      shop: ShopRef,
      lines: Many(
        Type.Object({
          skuId: Id,
          title: Type.String(),
          titleEn: Type.String(),
          specText: Type.String(),
          specTextEn: Type.String(),
          image: Type.String(),
          quantity: Type.Integer(),
          unitPrice: Amount,
          ...amounts,
          stages: Many(Stage),
        }),
      ),
      ...amounts,
    }),
  ),
  goodsAmount: Amount,
  discountAmount: Amount,
  freightAmount: Amount,
  payable: Amount,
  discounts: Many(
    Type.Object({ title: Label, bearer: Type.Enum(['shop', 'platform', 'points']), amount: Amount }),
  ),
  explanation: Many(Type.Object({ title: Label, amount: Amount })),
  scene: Type.Enum(['retail', 'hotel']),
  needsAddress: Type.Boolean({ description: 'Something is sent: placing it takes an address.' }),
  payWindowMinutes: Type.Integer(),
})
/** A quote for somebody who may have said where it goes. */
export const AskedQuote = Type.Object({
  ...Quote.properties,
  address: Nullable(AddressBook),
})

export const TradeState = Type.Enum(['open', 'closing', 'paid', 'closed'])
const trade = {
  no: No,
  state: TradeState,
  currency: Currency,
  goodsAmount: Amount,
  discountAmount: Amount,
  freightAmount: Amount,
  payableAmount: Amount,
  placedAt: Time,
  expiresAt: Time,
}
/** What placing answers: the trade as it was placed, the same whenever it is asked again with the same key. */
export const PlacedTrade = Type.Object({
  ...trade,
  buyerId: Type.String(),
  orders: Many(Type.Object({ no: No, shop: ShopRef, payableAmount: Amount })),
  actions: Many(Type.String()),
})
export const tradeFields = trade

/** The largest amount a request may name: a thousand million yuan. */
const MOST = 100_000_000_000

export const AttemptBody = Closed({
  channel: Type.String({ pattern: '^[a-z]{1,20}$' }),
  method: Type.String({ pattern: '^[a-z][a-z0-9_]{0,19}$' }),
  orderNo: Type.Optional(No),
  amount: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MOST,
      description: 'A part of what is open; all of it when absent. Never more is taken than is due.',
    }),
  ),
  walletAmount: Type.Optional(
    Type.Integer({ minimum: 0, maximum: MOST, description: 'Of it, so much from the wallet.' }),
  ),
  points: Type.Optional(
    Type.Integer({ minimum: 0, maximum: MOST, description: 'Of it, what so many points pay.' }),
  ),
  capture: Type.Optional(
    Type.Enum(['automatic', 'manual'], {
      description: '`manual`: the channel holds the money until the shop takes it.',
    }),
  ),
  payer: Type.Optional(Closed({ openId: Type.Optional(Text(128)) })),
  returnUrl: Type.Optional(
    Type.String({
      maxLength: 500,
      description:
        "A page of this shop that the payer's browser comes back to, where the method leaves for the channel's own; left out: the cashier of the trade. Coming back proves nothing.",
    }),
  ),
})
const Fields = Type.Record(Type.String(), Type.String())
/** What the payer is shown, or what his browser or app is handed. */
const Presentation = Type.Union([
  Type.Object({ kind: Type.Literal('qr'), codeUrl: Type.String() }),
  Type.Object({ kind: Type.Literal('redirect'), url: Type.String() }),
  Type.Object({ kind: Type.Literal('form'), action: Type.String(), fields: Fields }),
  Type.Object({ kind: Type.Literal('jsapi'), fields: Fields }),
  Type.Object({ kind: Type.Literal('app'), payload: Type.String() }),
  Type.Object({ kind: Type.Literal('card'), clientSecret: Type.String(), publishableKey: Type.String() }),
  Type.Object({
    kind: Type.Literal('transfer'),
    bank: Type.String(),
    accountName: Type.String(),
    accountNo: Type.String(),
    reference: Type.String(),
  }),
  Type.Object({ kind: Type.Literal('none') }),
])
export const Attempt = Type.Object({
  no: No,
  tradeNo: No,
  orderNos: Many(No),
  channel: Type.String(),
  method: Type.String(),
  amount: Amount,
  currency: Currency,
  state: Type.Enum([
    'created',
    'ready',
    'unknown',
    'authorized',
    'closing',
    'closed',
    'failed',
    'succeeded',
    'conflicted',
  ]),
  groupNo: Nullable(No),
  combinedNo: Type.Unsafe<string | null>({
    ...Nullable(No),
    description: 'The combined order that it is a part of: several trades paid at once.',
  }),
  /** Points that a leg of points takes. */
  points: Nullable(Type.Integer()),
  presentation: Nullable(Presentation),
  failure: Nullable(
    Type.Object({
      code: Type.String(),
      title: Label,
      nextSteps: Many(Type.Enum(['retry', 'other_method', 'service'])),
    }),
  ),
  expiresAt: Time,
  createdAt: Time,
  succeededAt: Nullable(Time),
})
export const PaymentMethod = Type.Object({
  channel: Type.String(),
  method: Type.String(),
  title: Label,
  devices: Many(Type.Enum(['desktop', 'mobile', 'wallet_browser', 'app'])),
})
export const Reason = Closed({ reason: Type.Optional(Words(200)) })
