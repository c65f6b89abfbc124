import { randomInt } from 'node:crypto'

/** How Alipay writes money, times and numbers. */

const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000

/** `2026-03-01 12:00:00`, China's clock. */
export const chinaTime = (at: number): string =>
  new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')

export const chinaDay = (at: number): string => chinaTime(at).slice(0, 10)

/** The instant of China's clock, or `NaN`. */
export const readChinaTime = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`)

export const yuan = (fen: number): string => {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Fen of `0.01` to `100000000.00`; `undefined` for anything else. */
export function readYuan(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(String(value))
  if (!parts) return undefined
  const fen = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'))
  return fen >= 1 && fen <= 10_000_000_000 ? fen : undefined
}

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('')
const compactDay = (at: number): string => chinaDay(at).replaceAll('-', '')

/** 28 digits, the day first, as the real ones. */
export const newTradeNo = (at: number): string => `${compactDay(at)}22001${digits(15)}`
export const newAuthNo = (at: number): string => `${compactDay(at)}1000200${digits(13)}`
export const newOperationId = (at: number): string => `${compactDay(at)}${digits(12)}`
export const newSettleNo = (at: number): string => `${compactDay(at)}00253${digits(19)}`
export const newNotifyId = (at: number): string => `${compactDay(at)}00222${digits(21)}`
export const newCode = (): string => `https://qr.alipay.com/bax${digits(21)}`
export const newFundNo = (seed: number): string => String(10_000_000_000_000 + seed)

/** Somebody else's account, for money and notices that go astray. */
export const ANOTHER_SELLER = '2088000000009999'

/** A person of the demo as Alipay knows him: sixteen digits. */
export const accountOf = (person: string): string =>
  /^2088\d{12}$/.test(person) ? person : `2088${person.replace(/\D/g, '').slice(-12).padStart(12, '0')}`
