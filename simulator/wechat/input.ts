/** Checks of the documented limits on what a merchant sends. */

export const isText = (value: unknown, min: number, max: number): value is string =>
  typeof value === 'string' && value.length >= min && [...value].length <= max

/** The amount object, or what is wrong with it. */
export function readAmount(value: unknown, field: string): { value: number; currency: string } | string {
  if (typeof value !== 'object' || value === null) return '缺少amount'
  const fields = value as Record<string, unknown>
  const fen = fields[field]
  if (typeof fen !== 'number' || !Number.isSafeInteger(fen) || fen < 1) return '金额应为正整数，单位分'
  const currency = fields.currency ?? 'CNY'
  if (currency !== 'CNY') return '仅支持CNY'
  return { value: fen, currency }
}

/** Absolute, no query. The real provider also insists on HTTPS; a simulator on one machine cannot. */
export function checkNotifyUrl(value: unknown): string | undefined {
  if (!isText(value, 8, 255)) return '长度应为8到255'
  if (!URL.canParse(value)) return '不是完整的URL'
  const url = new URL(value)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return '协议不支持'
  return url.search === '' && !value.includes('?') ? undefined : '不能携带参数'
}
