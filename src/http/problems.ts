import type { Label } from '../kernel/machine.ts'
import type { Retry } from '../kernel/outcome.ts'
import type { AccountRejection } from '../modules/account/index.ts'
import type { LaneRejection } from '../platform/lane.ts'

/** What the doors themselves refuse, in the order in which they look. */
export type HttpRejection =
  | 'not_found'
  | 'method_not_allowed'
  | 'token_refused'
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

/** Every code that an answer can carry. */
export type ProblemCode = HttpRejection | AccountRejection | LaneRejection

export type Problem = {
  readonly status: number
  /** Whether the same request may succeed: never, the same again at once, or later when something has changed. */
  readonly retry: Retry
  readonly title: Label
}

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
    '访问令牌无效或已过期',
    'The access token is not valid or has run out',
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
  unsupported_media_type: problem(415, 'never', '不支持的内容类型', 'This content type is not accepted'),
  malformed_body: problem(400, 'never', '请求体无法解析', 'The body cannot be read'),
  malformed_request: problem(400, 'never', '请求无法解析', 'The request cannot be read'),
  unknown_field: problem(400, 'never', '含有未知字段', 'A field is not known'),
  invalid_field: problem(400, 'never', '字段不符合要求', 'A field is not valid'),
  idempotency_key_required: problem(400, 'never', '缺少 Idempotency-Key', 'Idempotency-Key is missing'),
  idempotency_key_invalid: problem(
    400,
    'never',
    'Idempotency-Key 不符合要求',
    'Idempotency-Key is not valid',
  ),
  demo_only: problem(404, 'never', '仅在演示模式可用', 'Only there in the demo'),
  internal_error: problem(500, 'same', '服务器内部错误', 'Something is wrong on our side'),
}

const LANE: Record<LaneRejection, Problem> = {
  overloaded: problem(503, 'later', '系统繁忙，请稍后再试', 'Too busy right now; try again soon'),
  idempotency_conflict: problem(
    409,
    'never',
    '同一 Idempotency-Key 已用于不同的请求',
    'This Idempotency-Key was used for another request',
  ),
}

const ACCOUNT: Record<AccountRejection, Problem> = {
  sign_in_refused: problem(401, 'never', '账号或密码错误', 'Wrong name or password'),
  second_factor_required: problem(401, 'later', '请输入动态验证码', 'Enter the code of your authenticator'),
  code_refused: problem(401, 'never', '验证码错误或已过期', 'The code is wrong or has run out'),
  too_many_requests: problem(429, 'later', '操作过于频繁，请稍后再试', 'Too many requests; try again later'),
  codes_unavailable: problem(503, 'later', '暂时无法发送验证码', 'Codes cannot be sent right now'),
  wechat_unavailable: problem(503, 'later', '微信登录暂不可用', 'Sign-in with WeChat is not available'),
  session_ended: problem(401, 'later', '登录已失效，请重新登录', 'The session has ended; sign in again'),
  account_disabled: problem(403, 'never', '账号已停用', 'The account is disabled'),
  username_taken: problem(409, 'never', '用户名已被使用', 'The user name is taken'),
  phone_taken: problem(409, 'never', '手机号已被使用', 'The phone number is taken'),
  unknown_account: problem(404, 'never', '账号不存在', 'No such account'),
  unknown_key: problem(404, 'never', '密钥不存在', 'No such key'),
  version_conflict: problem(409, 'later', '内容已被他人修改', 'Somebody else changed it meanwhile'),
  scope_not_yours: problem(403, 'never', '不能授予此权限', 'You cannot give this permission'),
  same_person: problem(403, 'never', '不能审批自己发起的申请', 'The one who asked may not approve'),
  over_your_limit: problem(403, 'never', '超出您的金额权限', 'The amount is above your limit'),
}

/** One map from code to HTTP, retry meaning and words: a code that is missing here does not compile. */
export const PROBLEMS: Readonly<Record<ProblemCode, Problem>> = { ...HTTP, ...LANE, ...ACCOUNT }
