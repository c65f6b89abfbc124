import { Value } from 'typebox/value'
import { type Variables, variables } from './variables.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Ours, but read elsewhere: by the tests and by the tools that start them. */
const otherNames = /^TONGBAO_(TEST|BENCH|TOOLS)_/
const ourNames = /^(TONGBAO|WECHAT|ALIPAY|STRIPE|UNIONPAY|OFFLINE|SMTP|SMS|APP_PUSH)_/

const furtherName = /^(WECHAT|ALIPAY|STRIPE|UNIONPAY)_([2-9])_/

/** The variables of further accounts at channels by their number, as if they were those of the first. */
export const readFurther = (environment: Environment, problems: string[]): ReadonlyMap<number, Variables> => {
  const byNumber = new Map<number, Record<string, string | undefined>>()
  for (const [name, value] of Object.entries(environment)) {
    const [, family, digit] = furtherName.exec(name) ?? []
    if (family === undefined) continue
    const own = byNumber.get(Number(digit)) ?? {}
    own[name.replace(furtherName, '$1_')] = value
    byNumber.set(Number(digit), own)
  }
  return new Map(
    [...byNumber].map(([number, own]) => {
      const found: string[] = []
      const values = readEnvironment(own, found)
      problems.push(...found.map((problem) => problem.replace(/^([A-Z]+)_/, `$1_${number}_`)))
      return [number, values]
    }),
  )
}

/** Reads the variables we know; `problems` gets one line for each that is wrong, named, without its value. */
export const readEnvironment = (environment: Environment, problems: string[]): Variables => {
  const values: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(variables.properties)) {
    const text = environment[name]
    // An empty variable is how shells and compose files say "not set".
    if (text === undefined || text === '') continue
    const value = Value.Convert(schema, text)
    if (Value.Check(schema, value)) values[name] = value
    else problems.push(`${name} is wrong; expected: ${expectationOf(schema)}`)
  }
  for (const name of Object.keys(environment)) {
    if (furtherName.test(name)) continue
    if (ourNames.test(name) && !otherNames.test(name) && !(name in variables.properties))
      problems.push(`${name} is not a variable of Tongbao; misspelt?`)
  }
  return values as Variables
}

export const expectationOf = (schema: object): string => String((schema as { expects?: string }).expects)
