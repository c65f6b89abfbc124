import { type Amount, isAmount } from '../kernel/money.ts'

/** Reading JSON from outside: every reader gives `undefined` for what is missing or of another kind. */

export type Fields = Readonly<Record<string, unknown>>

export function parseFields(json: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function object(fields: Fields, name: string): Fields | undefined {
  const value = fields[name]
  return isFields(value) ? value : undefined
}

export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** An amount in minor units: a whole number, not negative, exact in JSON. */
export function minorUnits(fields: Fields, name: string): Amount | undefined {
  const value = fields[name]
  return isAmount(value) && value >= 0 ? value : undefined
}

export function instant(fields: Fields, name: string): Date | undefined {
  const value = text(fields, name)
  if (value === undefined) return undefined
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? undefined : date
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
