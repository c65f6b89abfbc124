import { randomInt } from 'node:crypto'

const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000

/** `YYYYMMDDhhmmss` in China. */
export const chinaDigits = (at: number): string =>
  new Date(at + CHINA_OFFSET_MS).toISOString().replace(/\D/g, '').slice(0, 14)

/** The moment of fourteen digits; not a number when they are none. */
export function momentOf(digits: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits)?.slice(1).map(Number)
  if (!parts) return Number.NaN
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number]
  return Date.UTC(year, month - 1, day, hour, minute, second) - CHINA_OFFSET_MS
}

export const random = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('')

/** 21 digits with the moment in them, as UnionPay's. */
export const queryIdAt = (at: number): string => `${random(2)}${chinaDigits(at).slice(2)}${random(7)}`

/** Somebody else's merchant number, for money and notices that go astray. */
export const ANOTHER_MERCHANT = '777290058110999'
