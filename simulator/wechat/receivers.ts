import { type Answer, ok, paramError, refuse } from './answers.ts'
import { decrypted } from './decrypt.ts'
import { isText } from './input.ts'
import type { Receiver } from './types.ts'
import { receiverKey, type World } from './world.ts'

type Body = Readonly<Record<string, unknown>>

const RELATIONS: ReadonlySet<unknown> = new Set([
  'SERVICE_PROVIDER',
  'STORE',
  'STAFF',
  'STORE_OWNER',
  'PARTNER',
  'HEADQUARTER',
  'BRAND',
  'DISTRIBUTOR',
  'USER',
  'SUPPLIER',
  'CUSTOM',
])

/** POST /v3/profitsharing/receivers/add. A name is encrypted with the platform key named in Wechatpay-Serial. */
export function addReceiver(world: World, body: Body, serial: string | undefined): Answer {
  const read = readReceiver(world, body)
  if ('status' in read) return read
  if (!RELATIONS.has(body.relation_type)) return paramError('relation_type', body.relation_type, '关系不正确')
  const name = body.name === undefined ? undefined : decrypted(world, body.name, serial)
  if (name === null) return refuse(400, 'PARAM_ERROR', 'name解密失败，请检查Wechatpay-Serial与加密公钥')
  if (read.type === 'MERCHANT_ID' && name === undefined) {
    return paramError('name', undefined, '接收方为商户时必须填写商户全称')
  }
  const receiver: Receiver = {
    ...read,
    relation: String(body.relation_type),
    ...(name === undefined ? {} : { name }),
  }
  world.commit({ receiver })
  return ok({
    ...read,
    ...(body.name === undefined ? {} : { name: body.name }),
    relation_type: receiver.relation,
  })
}

/** POST /v3/profitsharing/receivers/delete */
export function deleteReceiver(world: World, body: Body): Answer {
  const read = readReceiver(world, body)
  if ('status' in read) return read
  const known = world.receivers.get(receiverKey(read))
  if (known) world.commit({ receiverGone: known })
  return ok(read)
}

function readReceiver(world: World, body: Body): Pick<Receiver, 'type' | 'account'> | Answer {
  const { type, account } = body
  if (body.appid !== world.keys.file.appId) return refuse(400, 'INVALID_REQUEST', 'AppID与商户号不匹配')
  if (type !== 'MERCHANT_ID' && type !== 'PERSONAL_OPENID')
    return paramError('type', type, '接收方类型不正确')
  if (!isText(account, 1, 64)) return paramError('account', account, '缺少接收方账号')
  return { type, account }
}
