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

describe('routes', () => {
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
