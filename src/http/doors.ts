import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { Flows } from '../flows/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Sessions, Standing, Tokens } from '../modules/account/index.ts'
import type { CatalogCache } from '../modules/catalog/index.ts'
import type { Webhooks } from '../modules/message/index.ts'
import type { PolicyCache } from '../modules/payment/index.ts'
import type { OutwardWay, Proofs } from '../modules/push/index.ts'
import type { RoutingBook } from '../modules/routing/index.ts'
import type { Db } from '../platform/db.ts'
import type { Seal } from '../platform/seal.ts'

/** Everything the routes call. Wired once, in main; tests wire their own. */
export type Doors = {
  readonly db: Db
  /** As {@link db}, with statements that stay prepared: for reads that stand in the way of a hot command. */
  readonly commandDb: Db
  readonly clock: Clock
  readonly logger: FastifyBaseLogger
  /** Under which buyers reach this server, without a slash at the end. */
  readonly publicUrl: string
  readonly trustProxy: boolean
  readonly tokens: Tokens
  readonly standing: Standing
  readonly sessions: Sessions
  readonly catalog: CatalogCache
  readonly flows: Flows
  /** Codes of the payment channels that are set up. */
  readonly channels: readonly string[]
  readonly routing: RoutingBook
  readonly policies: PolicyCache
  readonly webhooks: Webhooks
  /** Seals the secrets that callers sign with. */
  readonly seal: Seal
  /** Ways that are set up, and how somebody proves that an address is his. */
  readonly push: { readonly available: readonly OutwardWay[]; readonly proofs: Proofs }
  /** Null outside the demo, whose routes then do not exist for anybody. */
  readonly demo: Demo | null
}

export type Demo = {
  /** The last one-time code sent to a phone or a mail address: in the demo nobody has either. */
  readonly codeOf: (address: string) => string | null
  /** Where the channel simulator listens: its wallet is linked, its control API passed through for the admin. */
  readonly simulatorUrl: string | null
}

/** A Fastify that knows our schemas: handlers get what the schema says, and must answer what it says. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export type Asked = FastifyRequest
export type Answer = FastifyReply
