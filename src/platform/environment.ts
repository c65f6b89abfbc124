import { Value } from 'typebox/value'
import { type Variables, variables } from './variables.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Ours, but read elsewhere: by the tests and by the tools that start them. */
const otherNames = /^TONGBAO_(TEST|BENCH|TOOLS)_/
const ourNames = /^(TONGBAO|WECHAT|ALIPAY|STRIPE|UNIONPAY|SMTP|SMS|APP_PUSH)_/

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
    if (ourNames.test(name) && !otherNames.test(name) && !(name in variables.properties))
      problems.push(`${name} is not a variable of Tongbao; misspelt?`)
  }
  return values as Variables
}

export const expectationOf = (schema: object): string => String((schema as { expects?: string }).expects)
