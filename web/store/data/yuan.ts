/** `12.3` → 1230, digit by digit: a float would lose a fen. Null for what is no amount. */
export function fenOf(text: string): number | null {
  const found = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(text.trim())
  if (!found) return null
  const [, whole = '', cents = ''] = found
  return Number(`${whole}${cents.padEnd(2, '0')}`)
}

export const yuanText = (fen: number): string => {
  const digits = String(fen).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
