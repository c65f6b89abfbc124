import type { Amount, Currency } from '../../kernel/money.ts'
import type { RejectionTable } from '../../kernel/outcome.ts'

export type ShopDraft = {
  /** The platform's own short name for the shop; unique. */
  readonly code: string
  readonly name: string
  readonly nameEn: string
  readonly logo: string
  readonly kind: 'retail' | 'hotel'
  /** 自营: the platform sells itself; otherwise a third party does (row A14). */
  readonly selfOperated: boolean
  readonly autoConfirm: boolean
  /** How long an unpaid trade waits, 1 … 4320 (three days, row L1). */
  readonly payWindowMinutes: number
  readonly currency: Currency
  /** Fen for one order; nothing from `freeOver` on, null: never free. */
  readonly baseFreight: Amount
  readonly freeOver: Amount | null
  /** Where its goods lie: a number that the platform gives; shops that send from one place share it. */
  readonly warehouseId: number
  readonly state: 'open' | 'closed'
}

export type Shop = ShopDraft & { readonly id: number; readonly version: number }

/** What anybody may see of a shop. */
export type ShopCard = Pick<Shop, 'id' | 'name' | 'nameEn' | 'kind' | 'logo' | 'selfOperated'>

/** Who edits: a person of the platform (`shopId` null) or of one shop. */
export type ShopEditor = { readonly id: string; readonly shopId: number | null }

/** In order of precedence. */
export const shopRejections = {
  shop_not_found: { status: 404, retry: 'never', title: { zh: '没有该店铺', en: 'No such shop' } },
  foreign_shop: { status: 403, retry: 'never', title: { zh: '这不是你的店铺', en: 'Not your shop' } },
  version_conflict: {
    status: 409,
    retry: 'later',
    title: { zh: '内容已被他人修改，请刷新', en: 'Changed by somebody else in the meantime' },
  },
  shop_code_taken: {
    status: 409,
    retry: 'never',
    title: { zh: '店铺代码已被使用', en: 'Shop code is taken' },
  },
  currency_unknown: {
    status: 422,
    retry: 'never',
    title: { zh: '没有该币种', en: 'No such currency' },
  },
  currency_fixed: {
    status: 422,
    retry: 'never',
    title: { zh: '店铺币种不可更改', en: "A shop's currency is fixed" },
  },
  code_fixed: {
    status: 422,
    retry: 'never',
    title: { zh: '店铺代码不可更改', en: "A shop's code is fixed" },
  },
  amount_out_of_range: {
    status: 422,
    retry: 'never',
    title: { zh: '金额超出范围', en: 'Amount out of range' },
  },
  pay_window_out_of_range: {
    status: 422,
    retry: 'never',
    title: { zh: '支付时限须为 1 分钟至 3 天', en: 'The pay window is 1 minute to 3 days' },
  },
} as const satisfies RejectionTable

export type ShopRejection = keyof typeof shopRejections
