import pg from 'pg'

const int8 = 20
const int8Array = 1016
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

const parsers: Record<number, (text: string) => unknown> = {
  [int8]: toSafeInteger,
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
