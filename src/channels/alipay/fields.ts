import type { Amount } from '../../kernel/money.ts'
import { fenOf } from './money.ts'
import { readChinaTime } from './time.ts'

/** Reading what Alipay says: every reader gives `undefined` for what is missing, empty or of another kind. */

export type Fields = Readonly<Record<string, unknown>>

export function parseFields(json: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Yuan as text, in fen, not negative. */
export function fen(fields: Fields, name: string): Amount | undefined {
  const amount = fenOf(text(fields, name))
  return amount !== undefined && amount >= 0 ? amount : undefined
}

export const instant = (fields: Fields, name: string): Date | undefined => readChinaTime(text(fields, name))

export function list(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name]
  return Array.isArray(value) ? value.filter(isFields) : []
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
