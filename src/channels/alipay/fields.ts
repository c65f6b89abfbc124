import type { Amount } from '../../kernel/money.ts'
import { type Fields, isFields, text } from '../fields.ts'
import { fenOf } from './money.ts'
import { readChinaTime } from './time.ts'

/** Reading what Alipay says: every reader gives `undefined` for what is missing, empty or of another kind. */

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
