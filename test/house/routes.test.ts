import { describe, expect, it } from 'vitest'
import { faultOfAccess } from '../../src/http/access.ts'
import { type Api, readApi } from '../../tools/docs/openapi.ts'

type Operation = Api['paths'][string][string]

const undeclared = ({ paths }: Pick<Api, 'paths'>): string[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const fault = faultOfAccess(operation['x-access'] as Parameters<typeof faultOfAccess>[0])
      return fault === null ? [] : [`${method.toUpperCase()} ${path} ${fault}`]
    }),
  )

/** A body that takes what it does not know, anywhere in it, lets a caller believe that it was heard. */
function loose(path: string, schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { type, properties, additionalProperties } = schema as Record<string, unknown>
  const own = type === 'object' && properties !== undefined && additionalProperties !== false ? [path] : []
  return [...own, ...Object.entries(schema).flatMap(([name, inner]) => loose(`${path}/${name}`, inner))]
}

/** A whole number without a least and a most one is sooner or later more than a column holds: a defect instead of a refusal. */
function boundless(path: string, schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { type, minimum, maximum } = schema as Record<string, unknown>
  const isNumber = [type].flat().some((one) => one === 'integer' || one === 'number')
  const own = isNumber && (minimum === undefined || maximum === undefined) ? [path] : []
  return [...own, ...Object.entries(schema).flatMap(([name, inner]) => boundless(`${path}/${name}`, inner))]
}

describe('routes', () => {
  it('[AB10] every number that comes in has a least and a most', async () => {
    const { paths } = await readApi()
    const open = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { requestBody, parameters }]) => [
        ...boundless(`${method} ${path}`, requestBody?.content),
        ...(parameters ?? []).flatMap(({ name, schema }) => boundless(`${method} ${path} ${name}`, schema)),
      ]),
    )
    expect(open).toEqual([])
    expect(boundless('x', { amount: { type: ['integer', 'null'], minimum: 0 } })).toEqual(['x/amount'])
  })

  it('[W6] every route declares who may call it and how ownership is proven; bodies refuse what they do not know', async () => {
    const api = await readApi()
    expect(Object.keys(api.paths).length).toBeGreaterThan(50)
    expect(undeclared(api)).toEqual([])
    const bodies = Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { requestBody }]) =>
        Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => loose(`${method} ${path}`, schema)),
      ),
    )
    expect(bodies).toEqual([])
  })

  it('sees a route without a declaration and a body that takes anything', () => {
    const api = (operation: Operation): Pick<Api, 'paths'> => ({ paths: { '/v1/x': { get: operation } } })
    expect(undeclared(api({}))).toHaveLength(1)
    expect(undeclared(api({ 'x-access': { callers: ['guest'], ownership: 'own' } }))).toHaveLength(1)
    expect(undeclared(api({ 'x-access': { callers: ['buyer'], ownership: 'own' } }))).toHaveLength(0)
    expect(loose('x', { type: 'object', properties: {} })).toHaveLength(1)
    expect(loose('x', { type: 'object', properties: {}, additionalProperties: false })).toHaveLength(0)
  })
})
