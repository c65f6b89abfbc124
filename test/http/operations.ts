import type { Access } from '../../src/http/access.ts'
import type { Schema } from './arbitrary.ts'
import type { TestHouse } from './house.ts'

export type Operation = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `{name}` where a parameter stands. */
  readonly path: string
  readonly access: Access
  readonly params: readonly string[]
  /** Those parameters of path and query that are whole numbers. */
  readonly numbers: readonly string[]
  readonly query: Readonly<Record<string, Schema>>
  /** What the query must hold. */
  readonly asked: readonly string[]
  readonly body: Schema | null
}

type Described = {
  'x-access': Access
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

/** Every route, as the API describes itself: a route that is not described is not there. */
export const operationsOf = async (house: TestHouse): Promise<Operation[]> => {
  const document = (await house.app.inject('/v1/openapi.json')).json() as {
    paths: Record<string, Record<string, Described>>
  }
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const query = described.parameters?.filter((one) => one.in === 'query') ?? []
      return {
        method: method.toUpperCase() as Operation['method'],
        path,
        access: described['x-access'],
        params: [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!),
        numbers: (described.parameters ?? [])
          .filter(({ schema }) => schema.type === 'integer')
          .map(({ name }) => name),
        query: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
        asked: query.filter(({ required }) => required).map(({ name }) => name),
        body: described.requestBody?.content['application/json']?.schema ?? null,
      }
    }),
  )
}

export const nameOf = ({ method, path }: Operation): string => `${method} ${path}`

let keys = 0

/** Sends an operation with these parameters as this caller. */
export const send = (
  house: TestHouse,
  operation: Operation,
  given: { params?: Readonly<Record<string, string>>; query?: string; body?: unknown; token?: string | null },
) => {
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => given.params?.[name] ?? 'x')
  const headers: Record<string, string> = { 'idempotency-key': `generated-key-${++keys}` }
  if (given.token) headers.authorization = `Bearer ${given.token}`
  if (given.body !== undefined) headers['content-type'] = 'application/json'
  const payload = given.body === undefined ? {} : { payload: JSON.stringify(given.body) }
  return house.app.inject({ method: operation.method, url: path + (given.query ?? ''), headers, ...payload })
}
