/** A defect: the program is wrong, not the caller. Never caught by domain code; the doors answer 500 and alarm. */
export class Defect extends Error {
  override readonly name = 'Defect'
}

/** States what must be true here. A failure is a defect, never a refusal to a caller. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Defect(message)
}

/** The value, which must be there: for look-ups that an earlier check has already made safe. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Defect(`missing ${what}`)
  return value
}

/** Makes a forgotten case of a closed union a compile error. */
export function never(value: never): never {
  throw new Defect(`unexpected case ${JSON.stringify(value)}`)
}
