import { Type } from 'typebox'
import {
  Amount,
  Closed,
  Currency,
  Id,
  Label,
  Many,
  Nullable,
  PageQuery,
  SeenVersion,
  Text,
  Words,
} from './shapes.ts'

const Kind = Type.Enum(['retail', 'hotel'])
export const ShopRef = Type.Object({ id: Id, name: Type.String(), nameEn: Type.String(), kind: Kind })
export const ShopCard = Type.Object({
  ...ShopRef.properties,
  logo: Type.String(),
  selfOperated: Type.Boolean(),
})
export const Category = Type.Object({ id: Id, parentId: Nullable(Id), name: Label, sort: Type.Integer() })

const words = {
  title: Type.String(),
  titleEn: Type.String(),
  subtitle: Type.String(),
  subtitleEn: Type.String(),
}

export const ProductCard = Type.Object({
  id: Id,
  categoryId: Id,
  ...words,
  image: Type.String(),
  minPrice: Amount,
  maxPrice: Amount,
  listPrice: Amount,
  currency: Currency,
  shop: ShopRef,
  soldOut: Type.Boolean(),
})
export const ProductQuery = Closed({
  category: Type.Optional(Id),
  shop: Type.Optional(Id),
  q: Type.Optional(Text(60)),
  cursor: Type.Optional(Id),
  limit: PageQuery.limit,
})

const Option = Type.Object({
  name: Type.String(),
  nameEn: Type.String(),
  values: Many(Type.Object({ value: Type.String(), valueEn: Type.String() })),
})
const Attribute = Type.Object({
  name: Type.String(),
  nameEn: Type.String(),
  value: Type.String(),
  valueEn: Type.String(),
})
const Spec = Type.Unsafe<Readonly<Record<string, string>>>(Type.Record(Type.String(), Type.String()))

export const ProductDetail = Type.Object({
  id: Id,
  categoryId: Id,
  ...words,
  description: Type.String(),
  descriptionEn: Type.String(),
  images: Many(Type.String()),
  shop: ShopRef,
  attributes: Many(Attribute),
  options: Many(Option),
  skus: Many(
    Type.Object({
      id: Id,
      spec: Spec,
      specText: Type.String(),
      specTextEn: Type.String(),
      price: Amount,
      listPrice: Amount,
      currency: Currency,
      image: Type.String(),
      barcode: Nullable(Type.String()),
      weightG: Type.Integer(),
      available: Type.Integer({ description: 'Told up to 99.' }),
    }),
  ),
  version: Type.Integer(),
})

const Path = Type.String({ maxLength: 200, pattern: '^/media/[\\w/.-]*$|^$' })
const Fen = Type.Integer({ minimum: 0, maximum: 100_000_000_000 })
export const ProductBody = {
  categoryId: Id,
  title: Words(120),
  titleEn: Text(200, 0),
  subtitle: Text(200, 0),
  subtitleEn: Text(200, 0),
  description: Text(5_000, 0),
  descriptionEn: Text(5_000, 0),
  images: Type.Array(Path, { maxItems: 10 }),
  attributes: Type.Array(
    Closed({ name: Text(40), nameEn: Text(60, 0), value: Text(200), valueEn: Text(200, 0) }),
    { maxItems: 40 },
  ),
  options: Type.Array(
    Closed({
      name: Text(20),
      nameEn: Text(40, 0),
      values: Type.Array(Closed({ value: Text(40), valueEn: Text(60, 0) }), { maxItems: 60 }),
    }),
    { maxItems: 4 },
  ),
  skus: Type.Array(
    Closed({
      skuId: Type.Optional(Id),
      spec: Type.Record(Text(20), Text(40), { maxProperties: 4 }),
      price: Fen,
      listPrice: Fen,
      cost: Nullable(Fen),
      currency: Type.String({ pattern: '^[A-Z]{3}$' }),
      barcode: Nullable(Type.String({ pattern: '^\\d{8,14}$' })),
      weightG: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
      volumeCm3: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
      image: Path,
      state: Type.Enum(['active', 'retired']),
    }),
    { minItems: 1, maxItems: 200 },
  ),
}
export const NewProduct = Closed({ shopId: Id, ...ProductBody })
export const ProductEdit = Closed({ version: SeenVersion, ...ProductBody })
export const Version = Closed({ version: SeenVersion })

export const ShopProduct = Type.Object({
  id: Id,
  shopId: Id,
  shopName: Type.String(),
  shopNameEn: Type.String(),
  categoryId: Id,
  title: Type.String(),
  titleEn: Type.String(),
  image: Type.String(),
  state: Type.Enum(['listed', 'delisted']),
  minPrice: Nullable(Amount),
  maxPrice: Nullable(Amount),
  currency: Currency,
  skuCount: Type.Integer(),
  costMissing: Type.Integer(),
  version: Type.Integer(),
  updatedAt: Type.Unsafe<Date>(Type.String({ format: 'date-time' })),
})
export const ManagedProduct = Type.Object({
  spuId: Id,
  shopId: Id,
  state: Type.Enum(['listed', 'delisted']),
  version: Type.Integer(),
  categoryId: Id,
  ...words,
  description: Type.String(),
  descriptionEn: Type.String(),
  images: Many(Type.String()),
  attributes: Many(Attribute),
  options: Many(Option),
  skus: Many(
    Type.Object({
      skuId: Id,
      spec: Spec,
      price: Amount,
      listPrice: Amount,
      cost: Nullable(Amount),
      margin: Nullable(Amount),
      costMissing: Type.Boolean(),
      currency: Currency,
      barcode: Nullable(Type.String()),
      weightG: Type.Integer(),
      volumeCm3: Type.Integer(),
      image: Type.String(),
      state: Type.Enum(['active', 'retired']),
    }),
  ),
  actions: Many(Type.Enum(['edit', 'list', 'delist'])),
})
