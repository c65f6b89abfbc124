import pg from 'pg'

const int8 = 20
const int8Array = 1016
const int2Array = 1005
const textArray: number = 1009
const timestamptz = 1184
const date = 1082
const dateArray = 1182

/**
 * `bigint` as a JavaScript number: amounts, balances and versions are at most 2^53 − 1, checked at the door.
 * A value beyond that is a defect and throws; it is never rounded.
 */
export const toSafeInteger = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53 - 1`)
  return value
}

const elements =
  <T>(parse: (text: string) => T) =>
  (text: string): (T | null)[] =>
    text === '{}'
      ? []
      : text
          .slice(1, -1)
          .split(',')
          .map((item) => (item === 'NULL' ? null : parse(item)))

/** Lists of numbers and codes need no reading character by character; where something is quoted, it is read so. */
const texts = (text: string): unknown => (text.includes('"') ? quotedTexts(text) : codes(text))
const codes = elements((text) => text)
const quotedTexts = pg.types.getTypeParser(textArray)

const two = (text: string, at: number): number =>
  (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
const anyMoment = pg.types.getTypeParser(timestamptz)

/** `2026-11-22 09:30:00.123+00`, as most moments are written; any other is left to pg, which takes four times as long. */
const moment = (text: string): unknown => {
  const end = text.length - 3
  const isPlain = end >= 19 && end <= 23 && text[0] !== '0' && text[4] === '-' && text[10] === ' '
  if (!isPlain || !text.endsWith('+00')) return anyMoment(text)
  const ms = end === 19 ? 0 : Number(text.slice(20, end)) * 10 ** (23 - end)
  const year = two(text, 0) * 100 + two(text, 2)
  const month = two(text, 5) - 1
  return new Date(Date.UTC(year, month, two(text, 8), two(text, 11), two(text, 14), two(text, 17), ms))
}

const parsers: Record<number, (text: string) => unknown> = {
  [int8]: toSafeInteger,
  [int2Array]: elements(Number),
  [textArray]: texts,
  [timestamptz]: moment,
  [int8Array]: elements(toSafeInteger),
  // A calendar day has no time zone; pg would make local midnight of it.
  [date]: (text) => text,
  [dateArray]: elements((text) => text),
}

/** How column values become JavaScript, per pool, so that no other user of `pg` is changed. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers[oid]) ?? pg.types.getTypeParser(oid, format as 'text'),
}
