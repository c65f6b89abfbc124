import { type Static, Type } from 'typebox'

/** An object that refuses fields it does not know. Every body, query and path is one. */
export const Closed = <P extends Type.TProperties>(properties: P, options: Type.TObjectOptions = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

/** Or null. A schema with a plain type keeps it, beside `null`: that is what serialises fastest. */
export const Nullable = <T extends Type.TSchema>(schema: T) => {
  const { type } = schema as { type?: unknown }
  const open =
    typeof type === 'string' ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, Type.Null()] }
  return Type.Unsafe<Static<T> | null>(open)
}

/** A list that handlers may fill from values they must not change. */
export const Many = <T extends Type.TSchema>(item: T, limits: Type.TArrayOptions = {}) =>
  Type.Unsafe<readonly Static<T>[]>(Type.Array(item, limits))

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'One of the codes of the problem table.' }),
    param: Type.Optional(Type.String({ description: 'The field at fault, as a path.' })),
    retry: Type.Union([Type.Literal('never'), Type.Literal('same'), Type.Literal('later')]),
    requestId: Type.String(),
    detail: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  { description: 'RFC 9457 problem' },
)

/** What a successful answer looks like, beside the problem that any route may answer. */
export const answers = <const S extends number, T extends Type.TSchema>(status: S, schema: T) =>
  ({ [status]: schema, default: ProblemSchema }) as Record<S, T> & { default: typeof ProblemSchema }

export const Empty = Type.Null({ description: 'Nothing to say.' })

export const Label = Type.Object({ zh: Type.String(), en: Type.String() })
export const Time = Type.Unsafe<Date | string>(Type.String({ format: 'date-time' }))
export const Amount = Type.Integer({ description: "In the currency's minor unit (fen)." })
export const Currency = Type.String({ description: 'ISO 4217', examples: ['CNY'] })

/** Ids of the catalog's rows: whole numbers that a JSON number holds. */
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
/** The version an edit was made from, within what the database counts to. */
export const SeenVersion = Type.Integer({
  minimum: 0,
  maximum: 2_147_483_647,
  description: 'As it was last read.',
})
/** A business number: 22 digits. */
export const No = Type.String({ pattern: '^\\d{22}$', description: '22 digits' })
export const Phone = Type.String({ pattern: '^1[3-9]\\d{9}$', description: 'A mainland mobile number' })

const CONTROL = '\\u0000-\\u0008\\u000B-\\u001F\\u007F'

/** Text without control characters, trimmed lengths in code points as the schema counts them. */
export const Text = (maxLength: number, minLength = 1) =>
  Type.String({ minLength, maxLength, pattern: `^[^${CONTROL}]*$` })

/** Text that says something: blanks alone are not given. */
export const Words = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: `^[^${CONTROL}]*[^\\s${CONTROL}][^${CONTROL}]*$` })

export const PageQuery = {
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\w=.:-]+$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
}

/** A moment in a query, with its zone. */
export const Moment = Type.String({
  pattern:
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,3})?(Z|[+-](0\\d|1[0-4]):[0-5]\\d)$',
  description: 'RFC 3339, for example `2026-03-01T04:00:00Z`.',
})
/** A whole type (`order.paid`) or a family (`order.*`). */
export const EventTypeEntry = Type.String({ pattern: '^[a-z_]+\\.([a-z_]+|\\*)$', maxLength: 60 })

export const Page = <T extends Type.TSchema>(item: T) =>
  Type.Object({ items: Many(item), nextCursor: Nullable(Type.String()) })
export const List = <T extends Type.TSchema>(item: T) => Type.Object({ items: Many(item) })
