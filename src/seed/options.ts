import type { Option } from '../modules/catalog/index.ts'

export type Choice = {
  readonly code: string
  readonly zh: string
  readonly en: string
  /** What the choice does to the price, in ten-thousandths. */
  readonly priceBps: number
  /** Painted in this colour, where the choice is one. */
  readonly colour?: string
}
export type OptionSet = {
  readonly name: string
  readonly nameEn: string
  readonly choices: readonly Choice[]
}

/** `code:zh:en[:bps[:colour]]`, one choice each. */
const set = (name: string, nameEn: string, ...choices: string[]): OptionSet => ({
  name,
  nameEn,
  choices: choices.map((text) => {
    const [code = '', zh = '', en = '', bps = '', colour] = text.split(':')
    return { code, zh, en, priceBps: bps === '' ? 10_000 : Number(bps), ...(colour ? { colour } : {}) }
  }),
})

export const OPTION_SETS: Readonly<Record<string, OptionSet>> = {
  glaze: set(
    '釉色',
    'Glaze',
    'rice:米白:Rice white::#efe6d4',
    'mist:雾灰:Mist grey::#9aa5a8',
    'teal:黛青:Ink teal:10500:#3f6b73',
  ),
  tone: set('颜色', 'Colour', 'sand:沙色:Sand::#d8b88a', 'pine:松绿:Pine::#4f7359', 'ink:墨黑:Ink::#3a3f4a'),
  wood: set('木材', 'Wood', 'walnut:胡桃木:Walnut:12000:#7a5237', 'cherry:樱桃木:Cherry::#b8794f'),
  size: set('规格', 'Size', 's:小号:Small', 'm:中号:Medium:11800', 'l:大号:Large:14200'),
  wear: set('尺码', 'Size', 's:S:S', 'm:M:M', 'l:L:L'),
  shoe: set(
    '鞋码',
    'Size',
    '39:39:EU 39',
    '40:40:EU 40',
    '41:41:EU 41',
    '42:42:EU 42',
    '43:43:EU 43',
    '44:44:EU 44',
  ),
  bed: set('尺寸', 'Size', '150:1.5 米:1.5 m', '180:1.8 米:1.8 m:11500', '200:2.0 米:2.0 m:13000'),
  pan: set('直径', 'Diameter', '24:24 厘米:24 cm', '28:28 厘米:28 cm:11800', '32:32 厘米:32 cm:13600'),
  volume: set(
    '容量',
    'Volume',
    '350:350 毫升:350 ml',
    '500:500 毫升:500 ml:11500',
    '750:750 毫升:750 ml:13500',
  ),
  litre: set('容量', 'Volume', '20:20 升:20 l', '28:28 升:28 l:11600', '36:36 升:36 l:13200'),
  pack: set('装量', 'Pack', '1:单件:One', '2:两件装:Two:19000', '4:四件装:Four:36000'),
  weight: set('重量', 'Weight', '8:8 公斤:8 kg', '12:12 公斤:12 kg:14500', '16:16 公斤:16 kg:19000'),
  grid: set('内页', 'Pages', 'blank:空白:Blank', 'line:横线:Ruled', 'dot:点阵:Dotted'),
  scent: set(
    '香型',
    'Scent',
    'tea:白茶:White tea::#cfd8b8',
    'cedar:雪松:Cedar::#8a7a63',
    'osmanthus:桂花:Osmanthus:10800:#e3b552',
  ),
  rate: set(
    '价格方案',
    'Rate',
    'flex:含双早 · 免费取消:Breakfast, free cancellation',
    'saver:不含早 · 不可取消:Room only, non-refundable:8500',
  ),
  day: set('使用日', 'Day', 'week:平日:Weekday', 'end:周末与节假日:Weekend and holiday:12000'),
}

export const asOption = ({ name, nameEn, choices }: OptionSet): Option => ({
  name,
  nameEn,
  values: choices.map(({ zh, en }) => ({ value: zh, valueEn: en })),
})
