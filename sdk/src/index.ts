export { type Tongbao, type TongbaoOptions, tongbao } from './client.ts'
export { type Code, TongbaoProblem } from './problem.ts'
export type { Answer, Call, Item, PagedPath, PathOf, WebhookEvent, WebhookType } from './routes.ts'
export type { components, paths } from './schema.generated.ts'
export { type PhoneSignIn, signInByPhone } from './session.ts'
export {
  type RequestSigner,
  requestSigner,
  type SignatureHeaders,
  type SignedRequest,
  type SigningCredential,
} from './signing.ts'
export { type Letter, verifyWebhook, type WebhookFault, WebhookRefused } from './webhook.ts'
