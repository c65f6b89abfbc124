import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Variables } from './variables.ts'

/** A merchant's live account at WeChat Pay; the channel takes it as it is. */
export type WechatKeys = {
  merchantId: string
  appId: string
  merchantSerial: string
  merchantPrivateKey: string
  apiV3Key: string
  platformKeys: Record<string, string>
  baseUrl?: string
}

const needed = [
  'WECHAT_MCHID',
  'WECHAT_APPID',
  'WECHAT_SERIAL',
  'WECHAT_APIV3_KEY',
  'WECHAT_PLATFORM_SERIAL',
] as const

/** All of the account or none of it: half an account would take money it cannot confirm. */
export const readWechatKeys = (values: Variables, problems: string[]): WechatKeys | undefined => {
  if (!Object.keys(values).some((name) => name.startsWith('WECHAT_'))) return undefined
  for (const name of needed) {
    if (values[name] === undefined) problems.push(`${name} is missing beside the other WECHAT_ variables`)
  }
  const merchantPrivateKey = readKey(values, 'WECHAT_PRIVATE_KEY', problems, createPrivateKey)
  const platformKey = readKey(values, 'WECHAT_PLATFORM_KEY', problems, createPublicKey)
  const next = readNextPlatformKey(values, problems)
  return {
    merchantId: values.WECHAT_MCHID ?? '',
    appId: values.WECHAT_APPID ?? '',
    merchantSerial: values.WECHAT_SERIAL ?? '',
    apiV3Key: values.WECHAT_APIV3_KEY ?? '',
    merchantPrivateKey,
    platformKeys: { [values.WECHAT_PLATFORM_SERIAL ?? '']: platformKey, ...next },
    ...(values.WECHAT_BASE_URL ? { baseUrl: values.WECHAT_BASE_URL } : {}),
  }
}

/** WeChat Pay announces its next key and then signs with either: both are believed until the old one is taken out. */
const readNextPlatformKey = (values: Variables, problems: string[]): Record<string, string> => {
  const serial = values.WECHAT_NEXT_PLATFORM_SERIAL
  const hasKey = values.WECHAT_NEXT_PLATFORM_KEY ?? values.WECHAT_NEXT_PLATFORM_KEY_FILE
  if (serial === undefined && hasKey === undefined) return {}
  if (serial === undefined) problems.push('WECHAT_NEXT_PLATFORM_SERIAL is missing beside its key')
  return { [serial ?? '']: readKey(values, 'WECHAT_NEXT_PLATFORM_KEY', problems, createPublicKey) }
}

type KeyName = 'WECHAT_PRIVATE_KEY' | 'WECHAT_PLATFORM_KEY' | 'WECHAT_NEXT_PLATFORM_KEY'

const readKey = (
  values: Variables,
  name: KeyName,
  problems: string[],
  parse: (pem: string) => { asymmetricKeyType?: string },
): string => {
  const inline = values[name]
  const file = values[`${name}_FILE`]
  if (inline && file) problems.push(`${name} and ${name}_FILE are both set; keep one`)
  const source = inline ? name : `${name}_FILE`
  if (!inline && !file) {
    problems.push(`${name} or ${name}_FILE is missing beside the other WECHAT_ variables`)
    return ''
  }
  const pem = inline?.replaceAll('\\n', '\n') ?? readText(file ?? '')
  if (pem === undefined) problems.push(`${source} names a file that cannot be read`)
  else if (!isRsa(pem, parse)) problems.push(`${source} holds no RSA key as PEM`)
  return pem ?? ''
}

const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const isRsa = (pem: string, parse: (pem: string) => { asymmetricKeyType?: string }): boolean => {
  try {
    return parse(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
