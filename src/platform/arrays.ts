/**
 * PostgreSQL array literals made by hand for `unnest`: an order of magnitude cheaper than binding JavaScript arrays
 * element by element. Each is bound as one parameter and cast where it is used: `${ints(ids)}::bigint[]`.
 */
type Maybe<T> = T | null | undefined

export const ints = (values: readonly Maybe<number>[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`

export const bools = (values: readonly boolean[]): string => `{${values.join(',')}}`

export const times = (values: readonly Maybe<Date>[]): string =>
  `{${values.map((value) => (value ? `"${isoOf(value)}"` : 'NULL')).join(',')}}`

/** Writing a moment out takes ten times as long as the rest of a value, and the rows of a batch share few moments. */
const isoOf = (value: Date): string => {
  const ms = value.getTime()
  if (ms !== written.ms) written = { ms, text: value.toISOString() }
  return written.text
}
let written = { ms: Number.NaN, text: '' }

export const texts = (values: readonly Maybe<string>[]): string =>
  `{${values.map((value) => (value === null || value === undefined ? 'NULL' : quote(value))).join(',')}}`

/** JSON documents as a `text[]`, to be cast to `jsonb` one by one. */
export const jsons = (values: readonly unknown[]): string =>
  texts(values.map((value) => (value === null || value === undefined ? null : JSON.stringify(value))))

const special = /["\\]/
const quote = (value: string): string =>
  special.test(value) ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : `"${value}"`
