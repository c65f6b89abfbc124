import { type Fields, isFields, object, text } from '../fields.ts'

/** Reading what is particular to Stripe: seconds, ids that may be expanded, metadata, lists. */

/** Seconds since 1970. */
export function seconds(fields: Fields, name: string): Date | undefined {
  const value = fields[name]
  return typeof value === 'number' && Number.isSafeInteger(value) ? new Date(value * 1000) : undefined
}

/** The id of an object that stands there by its id or as a whole. */
export function idOf(fields: Fields, name: string): string | undefined {
  return text(fields, name) ?? text(object(fields, name) ?? {}, 'id')
}

/** What we wrote beside an object when we made it; nobody but this account can change it. */
export const noted = (fields: Fields, name: string): string | undefined =>
  text(object(fields, 'metadata') ?? {}, name)

export function listed(fields: Fields): readonly Fields[] | undefined {
  const { data } = fields
  return Array.isArray(data) && data.every(isFields) ? data : undefined
}

/** A signed whole number. */
export function signedUnits(fields: Fields, name: string): number | undefined {
  const value = fields[name]
  return Number.isSafeInteger(value) ? (value as number) : undefined
}
