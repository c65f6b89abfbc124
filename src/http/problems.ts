import type { RejectionMeaning, Retry } from '../kernel/outcome.ts'
import { accountRejections } from '../modules/account/index.ts'
import { cartRejections } from '../modules/cart/index.ts'
import { catalogRejections } from '../modules/catalog/index.ts'
import { inventoryRejections } from '../modules/inventory/index.ts'
import { memberRejections } from '../modules/member/index.ts'
import type { MessageRejection } from '../modules/message/index.ts'
import { orderRejections } from '../modules/order/index.ts'
import { paymentRejections } from '../modules/payment/index.ts'
import { pushRejections } from '../modules/push/index.ts'
import { routingRejections } from '../modules/routing/index.ts'
import { sharingRejections } from '../modules/sharing/index.ts'
import { shopRejections } from '../modules/shop/index.ts'
import { walletRejections } from '../modules/wallet/index.ts'
import type { LaneRejection } from '../platform/lane.ts'

/** What the doors themselves refuse, in the order in which they look. */
export type HttpRejection =
  | 'not_found'
  | 'method_not_allowed'
  | 'token_refused'
  | 'signature_required'
  | 'signature_malformed'
  | 'signature_key_unknown'
  | 'signature_stale'
  | 'signature_wrong'
  | 'signature_replayed'
  | 'not_signed_in'
  | 'not_allowed'
  | 'csrf_refused'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'malformed_body'
  | 'malformed_request'
  | 'unknown_field'
  | 'invalid_field'
  | 'idempotency_key_required'
  | 'idempotency_key_invalid'
  | 'demo_only'
  | 'internal_error'

/** Status, retry meaning (never, the same again at once, later when something has changed) and words of a code. */
export type Problem = Omit<RejectionMeaning, 'status'> & { readonly status: number }

const problem = (status: number, retry: Retry, zh: string, en: string): Problem => ({
  status,
  retry,
  title: { zh, en },
})

const HTTP: Record<HttpRejection, Problem> = {
  not_found: problem(404, 'never', '没有找到', 'Not found'),
  method_not_allowed: problem(405, 'never', '该地址不支持此方法', 'This address does not take this method'),
  token_refused: problem(
    401,
    'later',
    '访问令牌无效或已过期，请重新登录',
    'The access token is not valid or has run out: sign in again',
  ),
  signature_required: problem(401, 'never', '此密钥只接受签名请求', 'This key takes signed requests only'),
  signature_malformed: problem(
    401,
    'never',
    '签名请求头缺失或格式不正确',
    'A header of the signature is missing or has another form',
  ),
  signature_key_unknown: problem(
    401,
    'never',
    '签名凭证不存在、已吊销或算法不符',
    'The signing credential is not known, was revoked, or signs by another algorithm',
  ),
  signature_stale: problem(
    401,
    'later',
    '签名时间超出允许范围',
    'The time of the signature is too far from ours; set the clock and sign anew',
  ),
  signature_wrong: problem(401, 'never', '签名不正确', 'The signature does not fit the request'),
  signature_replayed: problem(
    401,
    'later',
    '随机串已被使用，请重新签名',
    'The nonce was used before; sign anew with another',
  ),
  not_signed_in: problem(401, 'later', '请先登录', 'Sign in first'),
  not_allowed: problem(403, 'never', '没有权限', 'You may not do this'),
  csrf_refused: problem(
    403,
    'later',
    '请求来源未通过验证',
    'Nothing proves that this request came from our pages',
  ),
  body_too_large: problem(413, 'never', '请求体过大', 'The body is too large'),
  unsupported_media_type: problem(
    415,
    'never',
    '不支持的内容类型，请使用 application/json',
    'This content type is not accepted: send application/json',
  ),
  malformed_body: problem(400, 'never', '请求体无法解析，请发送 JSON', 'The body cannot be read: send JSON'),
  malformed_request: problem(400, 'never', '请求无法解析', 'The request cannot be read'),
  unknown_field: problem(
    400,
    'never',
    '含有未知字段，请去掉 param 指出的一项',
    'A field is not known: leave out what `param` names',
  ),
  invalid_field: problem(
    400,
    'never',
    '字段不符合要求，请检查后重试',
    'A field is not valid: `param` names it, the API reference describes it',
  ),
  idempotency_key_required: problem(
    400,
    'never',
    '缺少 Idempotency-Key：每个意图一个，8 至 64 个可见字符',
    'Idempotency-Key is missing: one for each intent, 8 to 64 visible characters',
  ),
  idempotency_key_invalid: problem(
    400,
    'never',
    'Idempotency-Key 须为 8 至 64 个可见的 ASCII 字符',
    'Idempotency-Key must be 8 to 64 visible ASCII characters',
  ),
  demo_only: problem(404, 'never', '仅在演示模式可用', 'Only there in the demo'),
  internal_error: problem(500, 'same', '服务器内部错误', 'Something is wrong on our side'),
}

const LANE: Record<LaneRejection, Problem> = {
  overloaded: problem(503, 'later', '系统繁忙，请稍后再试', 'Too busy right now; try again soon'),
  idempotency_conflict: problem(
    409,
    'never',
    '同一 Idempotency-Key 已用于不同的请求，新的意图请用新的',
    'This Idempotency-Key was used for another request: give a new intent a new one',
  ),
}

const MESSAGE: Record<MessageRejection, Problem> = {
  endpoint_not_found: problem(404, 'never', '没有该推送地址', 'No such webhook endpoint'),
  endpoint_deleted: problem(410, 'never', '推送地址已删除', 'The webhook endpoint was deleted'),
  endpoint_disabled: problem(409, 'later', '推送地址已停用', 'The webhook endpoint is disabled'),
  event_not_found: problem(404, 'never', '没有该事件', 'No such event'),
  url_invalid: problem(422, 'never', '推送地址不是有效的 URL', 'Not a URL that can be called'),
  url_needs_https: problem(422, 'never', '推送地址必须使用 https', 'A webhook address must use https'),
  address_not_allowed: problem(422, 'later', '不能推送到内网地址', 'A private address is not called'),
  host_not_found: problem(422, 'later', '找不到推送主机', 'The host cannot be found'),
  event_type_unknown: problem(422, 'never', '没有该事件类型', 'No such event type'),
  too_many_endpoints: problem(409, 'later', '推送地址过多', 'Too many webhook endpoints'),
  delivery_not_found: problem(404, 'never', '没有该推送记录', 'No such delivery'),
  delivery_in_progress: problem(409, 'later', '推送正在进行', 'The delivery is under way'),
  delivery_cancelled: problem(409, 'never', '推送已取消', 'The delivery was cancelled'),
}

/** The tables of the modules, each closed; the doors' own and the lanes' beside them. */
const TABLES = {
  lane: LANE,
  account: accountRejections,
  catalog: catalogRejections,
  cart: cartRejections,
  member: memberRejections,
  inventory: inventoryRejections,
  order: orderRejections,
  payment: paymentRejections,
  wallet: walletRejections,
  sharing: sharingRejections,
  message: MESSAGE,
  push: pushRejections,
  routing: routingRejections,
  shop: shopRejections,
  // Last: where a module says the same in its own words, the doors' words are the general ones.
  http: HTTP,
}
type Tables = typeof TABLES

/** Every code that an answer can carry. */
export type ProblemCode = { [Room in keyof Tables]: keyof Tables[Room] }[keyof Tables] & string

/** One map from code to HTTP, retry meaning and words: refusing with a code that is missing here does not compile. */
export const PROBLEMS: Readonly<Record<ProblemCode, Problem>> = Object.assign({}, ...Object.values(TABLES))

/** Codes that two rooms explain differently: one code has one meaning, so there are none (a test looks). */
export const contradictions = (): string[] =>
  Object.values(TABLES).flatMap((table: Readonly<Record<string, Problem>>) =>
    Object.entries(table)
      .filter(([code, { status, retry }]) => {
        const kept = PROBLEMS[code as ProblemCode]
        return kept.status !== status || kept.retry !== retry
      })
      .map(([code]) => code),
  )
