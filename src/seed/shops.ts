import type { ShopDraft } from '../modules/shop/index.ts'
import { HOME } from './goods/home.ts'
import { OUTDOOR } from './goods/outdoor.ts'
import { STAY } from './goods/stay.ts'
import type { Goods } from './goods/table.ts'

export type DemoShop = {
  readonly draft: ShopDraft
  readonly goods: readonly Goods[]
  /** Digits of the shop's barcodes after the country's 69; empty: its goods carry none. */
  readonly barcodes: string
  readonly promise: string
  readonly promiseEn: string
}

const common = { currency: 'CNY', state: 'open' } as const

export const SHOPS: readonly DemoShop[] = [
  {
    draft: {
      ...common,
      code: 'shanlan',
      name: '山岚集',
      nameEn: 'Shanlan Living',
      logo: '/media/demo/shop-shanlan.svg',
      kind: 'retail',
      selfOperated: true,
      autoConfirm: true,
      payWindowMinutes: 30,
      baseFreight: 800,
      freeOver: 9_900,
      warehouseId: 1,
    },
    goods: HOME,
    barcodes: '712480',
    promise: '山岚集自营，杭州仓当日 16 时前下单当日发出，七日无理由退换。',
    promiseEn: 'Sold by Shanlan itself: ordered by 16:00, shipped the same day; seven days to return.',
  },
  {
    draft: {
      ...common,
      code: 'yejing',
      name: '野径户外',
      nameEn: 'Wildpath Outdoor',
      logo: '/media/demo/shop-yejing.svg',
      kind: 'retail',
      selfOperated: false,
      autoConfirm: true,
      payWindowMinutes: 30,
      baseFreight: 1_200,
      freeOver: 19_900,
      warehouseId: 2,
    },
    goods: OUTDOOR,
    barcodes: '355016',
    promise: '野径户外厦门仓发货，装备类支持三十天试用换新。',
    promiseEn: 'Shipped from Xiamen; gear may be swapped within thirty days of trial.',
  },
  {
    draft: {
      ...common,
      code: 'yunxiu',
      name: '云岫湖畔酒店',
      nameEn: 'Yunxiu Lakeside Hotel',
      logo: '/media/demo/shop-yunxiu.svg',
      kind: 'hotel',
      selfOperated: false,
      // The hotel looks at its rooms before it confirms.
      autoConfirm: false,
      payWindowMinutes: 15,
      baseFreight: 0,
      freeOver: null,
      warehouseId: 3,
    },
    goods: STAY,
    barcodes: '',
    promise: '云岫湖畔酒店位于莫干山南麓，支付后由酒店确认房态，未确认全额退还。',
    promiseEn: 'South of Moganshan; the hotel confirms after payment, or all is refunded.',
  },
]
