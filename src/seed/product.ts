import { percentage } from '../kernel/money.ts'
import { type Attribute, checkDigit, type ProductDraft, type SkuDraft } from '../modules/catalog/index.ts'
import type { DemoCategory } from './categories.ts'
import type { Goods } from './goods/table.ts'
import { asOption, type Choice, OPTION_SETS, type OptionSet } from './options.ts'
import { type Chance, chanceOf } from './random.ts'
import type { DemoShop } from './shops.ts'

export const pictureOf = (code: string, choice?: Choice): string =>
  `/media/demo/${code}${choice ? `-${choice.code}` : ''}.svg`

export const setsOf = (goods: Goods): OptionSet[] =>
  goods.options.map((name) => {
    const found = OPTION_SETS[name]
    if (!found) throw new Error(`${goods.code}: no option set ${name}`)
    return found
  })

/** The choices that have a colour of their own, each with a picture. */
export const coloursOf = (goods: Goods): Choice[] =>
  setsOf(goods)
    .flatMap(({ choices }) => choices)
    .filter(({ colour }) => colour)

/** Every combination of choices, the last option changing fastest. */
const combinations = (sets: readonly OptionSet[]): (readonly Choice[])[] =>
  sets.reduce<(readonly Choice[])[]>(
    (found, { choices }) => found.flatMap((before) => choices.map((choice) => [...before, choice])),
    [[]],
  )

export const skuCountOf = (goods: Goods): number =>
  setsOf(goods).reduce((count, { choices }) => count * choices.length, 1)

export type Place = {
  readonly shop: DemoShop
  readonly category: DemoCategory
  readonly categoryId: number
  /** Number of the product's first SKU among the shop's SKUs: it makes the barcodes. */
  readonly firstSku: number
  readonly seed: number
}

export function productOf(goods: Goods, place: Place): ProductDraft {
  const { shop, category, categoryId, seed } = place
  const chance = chanceOf(seed, goods.code)
  const sets = setsOf(goods)
  const listBps = chance.is(0.55) ? chance.whole(110, 145) * 100 : 10_000
  const costBps = chance.whole(34, 62) * 100
  const skus = combinations(sets).map((choices, i): SkuDraft => {
    const price = choices.reduce(
      (amount, { priceBps }) => percentage(amount, priceBps, 'half_up'),
      goods.price,
    )
    const weightG = goods.weightG
    return {
      spec: Object.fromEntries(choices.map(({ zh }, k) => [sets[k]?.name ?? '', zh])),
      price,
      listPrice: toYuan(percentage(price, listBps, 'up'), price),
      cost: chance.is(0.04) ? null : percentage(price, costBps + chance.whole(-150, 150), 'half_up'),
      currency: shop.draft.currency,
      barcode: barcode(shop, place.firstSku + i),
      weightG,
      volumeCm3: weightG * chance.whole(2, 6),
      image: pictureOf(
        goods.code,
        choices.find(({ colour }) => colour),
      ),
      state: 'active',
    }
  })
  return {
    categoryId,
    title: goods.title,
    titleEn: goods.titleEn,
    subtitle: goods.subtitle,
    subtitleEn: goods.subtitleEn,
    ...descriptions(goods, shop, category),
    images: [pictureOf(goods.code), ...coloursOf(goods).map((choice) => pictureOf(goods.code, choice))],
    attributes: [
      materialOf(goods, shop),
      { name: '产地', nameEn: 'Origin', value: category.origin, valueEn: category.originEn },
    ],
    options: sets.map(asOption),
    skus,
  }
}

/** A list price is written in whole yuan, and never stands below the price. */
const toYuan = (amount: number, price: number): number => {
  const yuan = amount - (amount % 100)
  return yuan > price ? yuan : price
}

function materialOf({ material, materialEn }: Goods, shop: DemoShop): Attribute {
  const hotel = shop.draft.kind === 'hotel'
  const [name, nameEn] = hotel ? ['说明', 'Note'] : ['材质', 'Material']
  return { name, nameEn, value: material, valueEn: materialEn }
}

function descriptions(
  { title, titleEn, subtitle, subtitleEn, ...goods }: Goods,
  shop: DemoShop,
  category: DemoCategory,
) {
  const made =
    shop.draft.kind === 'hotel' ? goods.material : `以${goods.material}制成，产自${category.origin}`
  const madeEn =
    shop.draft.kind === 'hotel'
      ? goods.materialEn
      : `Made of ${goods.materialEn.toLowerCase()} in ${category.originEn}`
  return {
    description: `${title}，${subtitle}。\n\n${made}。${category.care}\n\n${shop.promise}`,
    descriptionEn: `${titleEn}. ${subtitleEn}.\n\n${madeEn}. ${category.careEn}\n\n${shop.promiseEn}`,
  }
}

function barcode({ barcodes }: DemoShop, item: number): string | null {
  if (!barcodes) return null
  const digits = `69${barcodes}${String(item).padStart(4, '0')}`
  return digits + checkDigit(digits)
}

/** Pieces on the shelf at the start: a few are sold out, some run low. */
export function openingStock(chance: Chance, kind: 'retail' | 'hotel'): number {
  if (chance.is(0.03)) return 0
  if (kind === 'hotel') return chance.whole(6, 30)
  return chance.is(0.1) ? chance.whole(2, 9) : chance.whole(40, 480)
}
