import type { ErrorObject, ValidateFunction } from 'ajv'

/** A whole number as we write it ourselves: no sign, no exponent, no other base, no leading zero, no space. */
const DIGITS = /^(0|[1-9]\d{0,15})$/
const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false }

type Schema = { readonly properties?: Readonly<Record<string, { readonly type?: unknown }>> }
type Validation = { (fields: Record<string, unknown>): boolean; errors?: ErrorObject[] | null }

/**
 * Paths and queries are text. A number is read from plain digits only, a flag from `true` and `false` only: `1e3`,
 * `0x10` or ` 7` stay text, and the schema refuses them, so that a resource has one address.
 */
export const readsText = (validate: ValidateFunction, { properties = {} }: Schema): Validation => {
  const named = (wanted: string) =>
    Object.keys(properties).filter((name) => properties[name]?.type === wanted)
  const numbers = named('integer')
  const flags = named('boolean')
  const validation: Validation = (fields) => {
    for (const name of numbers) {
      const text = fields[name]
      if (typeof text === 'string' && DIGITS.test(text)) fields[name] = Number(text)
    }
    for (const name of flags) {
      const text = fields[name]
      if (typeof text === 'string') fields[name] = FLAGS[text] ?? text
    }
    const isValid = validate(fields) === true
    validation.errors = validate.errors ?? null
    return isValid
  }
  return validation
}
