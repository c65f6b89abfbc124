import { assert } from '../../kernel/assert.ts'
import { DAY, HOUR } from '../../kernel/clock.ts'

const CHINA_OFFSET_MS = 8 * HOUR

/** What the numbers of attempts and refunds must look like here: see {@link txnTimeOf}. */
export const HOUSE_NUMBER = /^\d{22}$/

/** `YYYYMMDDhhmmss` at UTC+8. */
export function chinaDigits(at: Date): string {
  return new Date(at.getTime() + CHINA_OFFSET_MS).toISOString().replace(/\D/g, '').slice(0, 14)
}

export function readChinaDigits(digits: string): Date | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(digits)
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second] = parts
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`)
  // A 31st of February is moved by some parsers; it must come back as it was.
  return Number.isNaN(at.getTime()) || chinaDigits(at) !== digits ? undefined : at
}

/**
 * UnionPay names an order by its number together with its time, and wants both again in every query. Our numbers
 * carry the moment they were made (kernel/number), at UTC+8 as UnionPay's: so the time is always at hand.
 */
export function txnTimeOf(no: string): string {
  assert(HOUSE_NUMBER.test(no), `${no} carries no time`)
  return `20${no.slice(2, 14)}`
}

/** `traceTime` has no year: it lies near the time of the order, at a new year on its other side. */
export function traceInstant(traceTime: string, txnTime: string): Date | undefined {
  const order = readChinaDigits(txnTime)
  if (!order || !/^\d{10}$/.test(traceTime)) return undefined
  const year = Number(txnTime.slice(0, 4))
  const candidates = [year, year + 1, year - 1].map((one) => readChinaDigits(`${one}${traceTime}`))
  return candidates.find((at) => at && Math.abs(at.getTime() - order.getTime()) < 180 * DAY)
}
