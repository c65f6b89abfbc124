import fc from 'fast-check'

/** As much of JSON Schema as our routes use. */
export type Schema = {
  type?: string | string[]
  const?: unknown
  not?: { const: unknown }
  enum?: unknown[]
  anyOf?: Schema[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  maxProperties?: number
  uniqueItems?: boolean
  items?: Schema
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  required?: string[]
}

const FEW = 3

/** Values that a schema accepts: what a well-meaning caller could send. */
export const arbitraryOf = (schema: Schema): fc.Arbitrary<unknown> => {
  const { not, ...rest } = schema
  if (not) return arbitraryOf(rest).filter((value) => value !== not.const)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(arbitraryOf))
  const types = [schema.type ?? 'object'].flat()
  return fc.oneof(...types.map((type) => ofType(type, schema)))
}

const ofType = (type: string, schema: Schema): fc.Arbitrary<unknown> => {
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: clamp(schema.minimum ?? 0), max: clamp(schema.maximum ?? 1_000_000) })
    case 'array':
      return listOf(schema)
    case 'object':
      return ofObject(schema)
    default:
      return ofText(schema)
  }
}

const listOf = ({ items = {}, minItems = 0, maxItems = FEW, uniqueItems }: Schema): fc.Arbitrary<unknown> => {
  const size = { minLength: minItems, maxLength: Math.min(maxItems, Math.max(FEW, minItems)) }
  const one = arbitraryOf(items)
  return uniqueItems
    ? fc.uniqueArray(one, { ...size, selector: (value) => JSON.stringify(value) })
    : fc.array(one, size)
}

const clamp = (value: number): number => Math.max(-2_147_483_648, Math.min(2_147_483_647, value))

const ofText = ({ pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> => {
  const fits = (text: string) => [...text].length >= minLength && [...text].length <= maxLength
  if (pattern && !pattern.startsWith('^[^')) return fc.stringMatching(new RegExp(pattern)).filter(fits)
  const shape = new RegExp(pattern ?? '', 'u')
  return fc
    .string({ minLength, maxLength: Math.min(maxLength, minLength + 20), unit: 'grapheme-ascii' })
    .filter((text) => shape.test(text))
}

const ofObject = ({ properties = {}, required = [], patternProperties }: Schema): fc.Arbitrary<unknown> => {
  const [named] = Object.entries(patternProperties ?? {})
  if (named)
    return fc.dictionary(fc.stringMatching(new RegExp(named[0])), arbitraryOf(named[1]), { maxKeys: FEW })
  const fields = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, arbitraryOf(one)]))
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) })
}

/** One such value, always the same. */
export const sampleOf = (schema: Schema): unknown =>
  fc.sample(arbitraryOf(schema), { numRuns: 1, seed: 7 })[0]

/** What an ill-meaning caller sends: anything, or something right with a piece of it spoilt. */
export const spoiltOf = (schema: Schema): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 2, arbitrary: arbitraryOf(schema) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(arbitraryOf(schema), POISON, fc.nat())
        .map(([value, poison, at]) => spoil(value, poison, at)),
    },
  )

export const POISON: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  -1,
  0,
  1.5,
  1e21,
  2 ** 53,
  -(2 ** 31) - 1,
  '',
  'x'.repeat(5_000),
  "'; drop table shop_order; --",
  '1 or 1=1',
  '{{7*7}}',
  '#{7*7}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '\u0000',
  '\ud800',
  '\u202e‮',
  [],
  {},
  { $ne: null },
  { constructor: { prototype: {} } },
  true,
)

/** The value with one place of it replaced, found by walking `at` steps. */
const spoil = (value: unknown, poison: unknown, at: number): unknown => {
  if (value === null || typeof value !== 'object') return poison
  const keys = Object.keys(value)
  if (keys.length === 0) return poison
  const key = keys[at % keys.length]!
  const inner = (value as Record<string, unknown>)[key]
  const next = spoil(inner, poison, Math.floor(at / keys.length))
  return Array.isArray(value)
    ? value.map((one, i) => (String(i) === key ? next : one))
    : { ...value, [key]: next }
}
