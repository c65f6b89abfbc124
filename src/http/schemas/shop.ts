import { Type } from 'typebox'
import { Amount, Closed, Currency, Id, Many, Nullable, SeenVersion, Words } from './shapes.ts'

const Kind = Type.Enum(['retail', 'hotel'])
const State = Type.Enum(['open', 'closed'])
const Fen = Type.Integer({ minimum: 0, maximum: 100_000_000_000, description: 'In fen.' })

const ShopBody = {
  code: Type.String({
    minLength: 2,
    maxLength: 40,
    pattern: '^[a-z0-9][a-z0-9_-]*$',
    description: "The platform's short name for it; unique, and never changed.",
  }),
  name: Words(60),
  nameEn: Words(120),
  logo: Type.String({ maxLength: 200, pattern: '^/media/[\\w/.-]*$|^$' }),
  kind: Kind,
  selfOperated: Type.Boolean({ description: 'The platform sells itself 自营.' }),
  autoConfirm: Type.Boolean({ description: 'Paid orders are confirmed without a person.' }),
  payWindowMinutes: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    description: 'How long an unpaid trade waits: 1 to 4320.',
  }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217; never changed.' }),
  baseFreight: Fen,
  freeOver: Nullable(Type.Integer({ ...Fen, description: 'No freight from this on; null: never free.' })),
  warehouseId: Type.Integer({
    minimum: 1,
    maximum: 2_147_483_647,
    description: 'A number that you give; shops that send from one place share it.',
  }),
  state: State,
}
export const NewShop = Closed(ShopBody)
export const ShopEdit = Closed({ version: SeenVersion, ...ShopBody })
export const ManagedShop = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  nameEn: Type.String(),
  logo: Type.String(),
  kind: Kind,
  selfOperated: Type.Boolean(),
  autoConfirm: Type.Boolean(),
  payWindowMinutes: Type.Integer(),
  currency: Currency,
  baseFreight: Amount,
  freeOver: Nullable(Amount),
  warehouseId: Type.Integer(),
  state: State,
  version: Type.Integer(),
  actions: Many(Type.Enum(['edit'])),
})

export const CategoryCode = Closed({ code: Type.String({ maxLength: 40, pattern: '^[a-z0-9][a-z0-9_-]*$' }) })
export const CategoryBody = Closed({
  parentId: Nullable(Id),
  name: Words(40),
  nameEn: Words(80),
  sort: Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'The lowest stands first.' }),
})
