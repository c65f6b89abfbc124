import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'

type Values = Readonly<Record<string, unknown>>

/** A key given as `NAME` or, as a file, as `NAME_FILE`. */
export type KeyVariable = {
  readonly name: string
  readonly kind: 'private' | 'public'
  /** Beside which other variables it must stand: `WECHAT_`. */
  readonly family: string
}

/** Its PEM text; what is wrong with it goes to `problems`, named, without its value. */
export const readRsaKey = (
  values: Values,
  { name, kind, family }: KeyVariable,
  problems: string[],
): string => {
  const inline = textOf(values, name)
  const file = textOf(values, `${name}_FILE`)
  if (inline && file) problems.push(`${name} and ${name}_FILE are both set; keep one`)
  const source = inline ? name : `${name}_FILE`
  if (!inline && !file) {
    problems.push(`${name} or ${name}_FILE is missing beside the other ${family} variables`)
    return ''
  }
  const pem = inline?.replaceAll('\\n', '\n') ?? readText(file ?? '')
  if (pem === undefined) problems.push(`${source} names a file that cannot be read`)
  else if (!isRsa(pem, kind)) problems.push(`${source} holds no RSA key as PEM`)
  return pem ?? ''
}

/** Whether any variable of this family is set: then all that are needed must be. */
export const hasFamily = (values: Values, family: string): boolean =>
  Object.keys(values).some((name) => name.startsWith(family))

/** Half an account would take money it cannot confirm. */
export const needAll = (
  values: Values,
  needed: readonly string[],
  family: string,
  problems: string[],
): void => {
  for (const name of needed) {
    if (values[name] === undefined) problems.push(`${name} is missing beside the other ${family} variables`)
  }
}

const textOf = (values: Values, name: string): string | undefined => {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

export const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const isRsa = (pem: string, kind: KeyVariable['kind']): boolean => {
  try {
    const key: KeyObject = kind === 'private' ? createPrivateKey(pem) : createPublicKey(pem)
    return key.asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
