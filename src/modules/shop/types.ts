import type { Amount, Currency } from '../../kernel/money.ts'

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
  readonly warehouseId: number
  readonly state: 'open' | 'closed'
}

export type Shop = ShopDraft & { readonly id: number; readonly version: number }

/** What anybody may see of a shop. */
export type ShopCard = Pick<Shop, 'id' | 'name' | 'nameEn' | 'kind' | 'logo' | 'selfOperated'>

/** Who edits: a person of the platform (`shopId` null) or of one shop. */
export type ShopEditor = { readonly id: string; readonly shopId: number | null }

/** In order of precedence. */
export type ShopRejection =
  | 'shop_not_found'
  | 'foreign_shop'
  | 'version_conflict'
  | 'shop_code_taken'
  | 'currency_fixed'
  | 'amount_out_of_range'
  | 'pay_window_out_of_range'
