import { Type } from 'typebox'

/** Kinds of variables. `expects` is what the guide's table and a refusal say. */

export const text = (expects: string, options: object = {}) =>
  Type.Optional(Type.String({ minLength: 1, expects, ...options }))

export const flag = (expects: string) =>
  Type.Optional(Type.Union([Type.Literal('1'), Type.Literal('0')], { expects }))

export const whole = (minimum: number, maximum: number, expects: string) =>
  Type.Optional(
    Type.Integer({ minimum, maximum, expects: `${expects}: a whole number from ${minimum} to ${maximum}` }),
  )
