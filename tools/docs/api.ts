import type { Api, Operation, Schema } from './openapi.ts'
import { madeFrom, type Page, table } from './page.ts'

const SOURCE = 'the OpenAPI document that the server answers with'
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

type Route = { readonly method: string; readonly path: string; readonly operation: Operation }

/** The pages under docs/api: one per group of routes, and the list of all. */
export function apiPages(api: Pick<Api, 'paths'>): Page[] {
  const routes = routesOf(api)
  const tags = [...new Set(routes.map(tagOf))].sort()
  return [
    { path: 'docs/api/README.md', text: listPage(routes, tags) },
    ...tags.map((tag) => ({
      path: `docs/api/${tag}.md`,
      text: groupPage(
        tag,
        routes.filter((route) => tagOf(route) === tag),
      ),
    })),
  ]
}

const routesOf = ({ paths }: Pick<Api, 'paths'>): Route[] =>
  Object.entries(paths)
    .flatMap(([path, operations]) =>
      METHODS.flatMap((method) => {
        const operation = operations[method]
        return operation ? [{ method: method.toUpperCase(), path, operation }] : []
      }),
    )
    .sort((a, b) =>
      a.path === b.path ? METHODS.indexOf(lower(a)) - METHODS.indexOf(lower(b)) : a.path < b.path ? -1 : 1,
    )

const lower = ({ method }: Route) => method.toLowerCase() as (typeof METHODS)[number]
const tagOf = ({ operation }: Route): string => operation.tags?.[0] ?? 'other'
const callers = ({ operation }: Route): string => operation['x-access']?.callers.join(', ') ?? ''
const permission = ({ operation }: Route): string => operation['x-access']?.permission ?? ''

function listPage(routes: readonly Route[], tags: readonly string[]): string {
  const groups = tags.map((tag) => {
    const own = routes.filter((route) => tagOf(route) === tag)
    const rows = own.map((route) => [
      `\`${route.method} ${route.path}\``,
      route.operation.summary ?? '',
      callers(route),
      route.operation['x-access']?.ownership ?? '',
      permission(route),
    ])
    return `## [${tag}](${tag}.md)\n${table(['route', 'what it does', 'who may call', 'ownership', 'permission'], rows)}\n`
  })
  return `${madeFrom(SOURCE)}
# API

Nouns under \`/v1\`, five verbs and named actions. Amounts are integers in the currency's minor unit. Numbers are strings of 22 digits. Times are RFC 3339. Every \`POST\` that changes something takes an \`Idempotency-Key\`: the same key with the same body gets the same answer, with another body it is refused. Lists take \`cursor\` and \`limit\` and answer \`items\` and \`nextCursor\`; the end is where \`nextCursor\` is null, a page that a filter leaves short is not. A refusal is \`application/problem+json\` with a \`code\` from [problems](problems.md). What is told by webhook stands in [events](events.md).

*Ownership* is how a route proves that a caller sees only what is his: \`public\` shows nothing of anybody, \`session\` is about the caller's own session, \`own\` names rows by the caller's own id, \`reach\` compares each row's buyer or shop with the caller's and answers 404 for any other, \`platform\` is for platform staff, \`signature\` is proven by a channel's signature.

${groups.join('\n')}`
}

const groupPage = (tag: string, routes: readonly Route[]): string =>
  `${madeFrom(SOURCE)}\n# ${tag}\n\n${routes.map(routeText).join('\n')}`

function routeText(route: Route): string {
  const { operation, method, path } = route
  const access = [`Callers: ${callers(route)}`, `ownership: ${operation['x-access']?.ownership ?? ''}`]
  if (permission(route)) access.push(`permission: \`${permission(route)}\``)
  const parts = [`## \`${method} ${path}\`\n${operation.summary ?? ''}\n\n${access.join(' · ')}\n`]
  if (operation.description) parts.push(`${operation.description}\n`)
  const given = (operation.parameters ?? []).map(({ name, in: where, required, schema }) => [
    `\`${name}\``,
    where,
    typeOf(schema),
    required ? 'yes' : '',
  ])
  if (given.length > 0) parts.push(`${table(['parameter', 'in', 'type', 'required'], given)}\n`)
  const body = bodyOf(operation.requestBody)
  if (body) parts.push(`Body\n\n${fieldTable(body)}\n`)
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const schema = bodyOf(response)
    if (status.startsWith('2'))
      parts.push(schema ? `Answer ${status}\n\n${fieldTable(schema)}\n` : `Answer ${status}\n`)
  }
  return parts.join('\n')
}

export const bodyOf = (from: Operation['requestBody']): Schema | undefined =>
  Object.values(from?.content ?? {})[0]?.schema

export const fieldTable = (schema: Schema): string =>
  table(['field', 'type', 'required', ''], fieldsOf(schema, '', 0))

/** Fields with their paths, three levels deep: what stands deeper has its own route. */
function fieldsOf(schema: Schema, prefix: string, depth: number): string[][] {
  if (schema.type === 'array' && schema.items) return fieldsOf(schema.items, `${prefix}[]`, depth)
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    const isRequired = schema.required?.includes(name) ? 'yes' : ''
    const inner = depth < 2 ? fieldsOf(field, path, depth + 1) : []
    return [[`\`${path}\``, typeOf(field), isRequired, field.description ?? ''], ...inner]
  })
}

function typeOf(schema: Schema | undefined): string {
  if (!schema) return ''
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  const { type = 'any value', minimum, maximum, minLength, maxLength, items } = schema
  if (type === 'array') return `list of ${typeOf(items)}`
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : (maximum ?? maxLength)
  const least = minimum ?? minLength
  if (least === undefined && most === undefined) return type
  return `${type} ${least ?? '…'}–${most ?? '…'}`
}
