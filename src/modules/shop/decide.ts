import type { Shop, ShopDraft, ShopEditor, ShopRejection } from './types.ts'

const FREIGHT_LIMIT = 10_000_000
const PAY_WINDOW_LIMIT_MINUTES = 3 * 24 * 60

/** Opening a shop and what it may decide itself are the platform's business; a shop's people see their own. */
export const maySee = (by: ShopEditor, shopId: number): boolean => by.shopId === null || by.shopId === shopId

const isFen = (amount: number): boolean =>
  Number.isSafeInteger(amount) && amount >= 0 && amount <= FREIGHT_LIMIT

export function shopFault(draft: ShopDraft): ShopRejection | null {
  const { baseFreight, freeOver, payWindowMinutes } = draft
  if (!isFen(baseFreight) || (freeOver !== null && (!Number.isSafeInteger(freeOver) || freeOver < 1))) {
    return 'amount_out_of_range'
  }
  const inWindow = payWindowMinutes >= 1 && payWindowMinutes <= PAY_WINDOW_LIMIT_MINUTES
  return Number.isInteger(payWindowMinutes) && inWindow ? null : 'pay_window_out_of_range'
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** Why a shop cannot be opened so, or null. Its currency stays for good, so it must be one that is there. */
export const openFault = (draft: ShopDraft): ShopRejection | null =>
  CURRENCIES.has(draft.currency) ? shopFault(draft) : 'currency_unknown'

/** Why this edit of a shop is refused, or null. A shop's own people may not change the platform's terms. */
export function editFault(
  shop: Shop,
  edit: { draft: ShopDraft; by: ShopEditor; expectedVersion: number },
): ShopRejection | null {
  if (!maySee(edit.by, shop.id)) return 'foreign_shop'
  if (edit.expectedVersion !== shop.version) return 'version_conflict'
  const { draft } = edit
  // Prices and ledger accounts of the shop are in its currency, and others know it by its code, for good.
  if (draft.currency !== shop.currency) return 'currency_fixed'
  if (draft.code !== shop.code) return 'code_fixed'
  const terms =
    draft.kind !== shop.kind ||
    draft.selfOperated !== shop.selfOperated ||
    draft.state !== shop.state ||
    draft.warehouseId !== shop.warehouseId
  if (edit.by.shopId !== null && terms) return 'foreign_shop'
  return shopFault(draft)
}
