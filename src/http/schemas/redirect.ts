import { Type } from 'typebox'
import { Closed, Label, Many, Words } from './shapes.ts'

const Bank = Type.String({ pattern: '^[A-Z_]{2,16}$' })

/** Ways a refund can still go, and the banks whose cards its channel pays to. */
export const Ways = Type.Object({
  ways: Many(Type.Enum(['card', 'transfer', 'wallet', 'hand'])),
  banks: Many(Type.Object({ code: Type.String(), title: Label })),
})

const Card = Closed({
  bank: Bank,
  account: Type.String({
    pattern: '^\\d{12,19}$',
    description: 'Sealed for the channel at once; it is kept nowhere.',
  }),
  holder: Words(60),
})

export const RedirectBody = Type.Union([
  Closed({ way: Type.Literal('card'), card: Card, reason: Words(200) }),
  Closed({ way: Type.Enum(['transfer', 'wallet', 'hand']), reason: Words(200) }),
])
