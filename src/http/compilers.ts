import { Ajv, type ErrorObject } from 'ajv'
import fastJson from 'fast-json-stringify'
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'
import { readsText } from './plain-text.ts'

const STRICT = {
  allErrors: false,
  useDefaults: true,
  removeAdditional: false,
  strict: true,
  allowUnionTypes: true,
}

/**
 * Checks of what comes in, each made when its route is first asked: most routes of a process are never asked, and
 * their checks would only lie in memory.
 */
export const validators = (): FastifySchemaCompiler<object> => {
  const ajv = new Ajv({ ...STRICT, coerceTypes: false })
  return ({ schema, httpPart }) => {
    const make = (): Check => {
      const validate = ajv.compile(schema)
      return httpPart === 'body' ? validate : readsText(validate, schema)
    }
    let made: Check | undefined
    const check: Check = (fields) => {
      made ??= make()
      const isValid = made(fields)
      // Where Fastify looks for what was wrong.
      check.errors = made.errors ?? null
      return isValid
    }
    return check
  }
}

type Check = { (fields: Record<string, unknown>): boolean; errors?: ErrorObject[] | null }

/** Writers of answers, each made when it is first needed, and one for all routes that share its schema. */
export const serializers = (): FastifySerializerCompiler<object> => {
  const made = new WeakMap<object, (data: unknown) => string>()
  return ({ schema }) =>
    (data) => {
      let write = made.get(schema)
      if (!write) {
        write = fastJson(schema) as (data: unknown) => string
        made.set(schema, write)
      }
      return write(data)
    }
}
