import { type Static, Type } from 'typebox'
import { text } from '../variable.ts'
import { hasFamily, needAll, readRsaKey } from './pem.ts'

/** A merchant's account at WeChat Pay; the channel takes it as it is. */
export type WechatKeys = {
  readonly merchantId: string
  readonly appId: string
  readonly merchantSerial: string
  readonly merchantPrivateKey: string
  readonly apiV3Key: string
  readonly platformKeys: Readonly<Record<string, string>>
  readonly baseUrl?: string
}

export const wechatVariables = {
  WECHAT_MCHID: text('the merchant number at WeChat Pay, digits', { pattern: '^\\d{8,12}$' }),
  WECHAT_APPID: text('the app id bound to the merchant, wx…', { pattern: '^wx[0-9a-zA-Z]{6,30}$' }),
  WECHAT_SERIAL: text("the serial of the merchant's certificate, hexadecimal", {
    pattern: '^[0-9A-Fa-f]{16,64}$',
  }),
  WECHAT_PRIVATE_KEY: text("the merchant's private key as PEM (or WECHAT_PRIVATE_KEY_FILE)"),
  WECHAT_PRIVATE_KEY_FILE: text("a file with the merchant's private key as PEM"),
  WECHAT_APIV3_KEY: text('the APIv3 key, 32 characters', { pattern: '^[\\x21-\\x7e]{32}$' }),
  WECHAT_PLATFORM_SERIAL: text('the id of the platform key, PUB_KEY_ID_… or a certificate serial', {
    pattern: '^[0-9A-Za-z_]{16,64}$',
  }),
  WECHAT_PLATFORM_KEY: text("WeChat Pay's public key or certificate as PEM (or WECHAT_PLATFORM_KEY_FILE)"),
  WECHAT_PLATFORM_KEY_FILE: text("a file with WeChat Pay's public key or certificate as PEM"),
  WECHAT_NEXT_PLATFORM_SERIAL: text(
    'while WeChat Pay changes its key: the id of the other key, believed as well as the first',
    { pattern: '^[0-9A-Za-z_]{16,64}$' },
  ),
  WECHAT_NEXT_PLATFORM_KEY: text('that other key as PEM (or WECHAT_NEXT_PLATFORM_KEY_FILE)'),
  WECHAT_NEXT_PLATFORM_KEY_FILE: text('a file with that other key as PEM'),
  WECHAT_BASE_URL: text('where WeChat Pay answers (https://api.mch.weixin.qq.com)', {
    pattern: '^https://[^/?#\\s]+$',
  }),
}

const schema = Type.Object(wechatVariables)
type Values = Static<typeof schema>

const FAMILY = 'WECHAT_'

/** All of the account or none of it. */
export const readWechatKeys = (values: Values, problems: string[]): WechatKeys | undefined => {
  if (!hasFamily(values, FAMILY)) return undefined
  const needed = [
    'WECHAT_MCHID',
    'WECHAT_APPID',
    'WECHAT_SERIAL',
    'WECHAT_APIV3_KEY',
    'WECHAT_PLATFORM_SERIAL',
  ]
  needAll(values, needed, FAMILY, problems)
  const key = (name: string, kind: 'private' | 'public') =>
    readRsaKey(values, { name, kind, family: FAMILY }, problems)
  const merchantPrivateKey = key('WECHAT_PRIVATE_KEY', 'private')
  const platformKey = key('WECHAT_PLATFORM_KEY', 'public')
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
const readNextPlatformKey = (values: Values, problems: string[]): Record<string, string> => {
  const serial = values.WECHAT_NEXT_PLATFORM_SERIAL
  const hasKey = values.WECHAT_NEXT_PLATFORM_KEY ?? values.WECHAT_NEXT_PLATFORM_KEY_FILE
  if (serial === undefined && hasKey === undefined) return {}
  if (serial === undefined) problems.push('WECHAT_NEXT_PLATFORM_SERIAL is missing beside its key')
  const variable = { name: 'WECHAT_NEXT_PLATFORM_KEY', kind: 'public', family: FAMILY } as const
  return { [serial ?? '']: readRsaKey(values, variable, problems) }
}
