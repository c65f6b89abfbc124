import { accept, type Outcome } from '../../kernel/outcome.ts'
import { type LaneOptions, type LaneRejection, openLane } from '../../platform/lane.ts'
import type { Seal } from '../../platform/seal.ts'
import { pinAddress, type Resolve } from './address.ts'
import { type Reach, readUrl } from './decide.ts'
import { endpointLane } from './lane.ts'
import type {
  AddressVerdict,
  ChangeEndpoint,
  DeliveryOrder,
  EndpointAnswer,
  EndpointOrder,
  RedeliverEvent,
  RegisterEndpoint,
  ResendFailed,
} from './orders.ts'
import { newEndpointId, newSecret } from './signature.ts'
import type { MessageRejection } from './types.ts'

type Refusal = MessageRejection | LaneRejection
type Named = { readonly id: string }

/** A secret leaves only here: once when it is made, and again when the same request is repeated. */
export type EndpointSecret = Named & { readonly secret: string }

export type Resent = Named & { readonly count: number; readonly more: boolean }

export type Webhooks = {
  readonly register: (command: RegisterEndpoint) => Promise<Outcome<EndpointSecret, Refusal>>
  readonly change: (command: ChangeEndpoint) => Promise<Outcome<Named, Refusal>>
  readonly remove: (command: EndpointOrder) => Promise<Outcome<Named, Refusal>>
  /** The secret before it signs beside the new one for a day. */
  readonly rotateSecret: (command: EndpointOrder) => Promise<Outcome<EndpointSecret, Refusal>>
  /** Starts the schedule of a delivery again, at once. */
  readonly resend: (command: DeliveryOrder) => Promise<Outcome<Named, Refusal>>
  /** Tells one event again to one endpoint: at once, with the body of today's contract. */
  readonly redeliver: (command: RedeliverEvent) => Promise<Outcome<Named, Refusal>>
  /** As `resend` for all that failed since then, at most ten thousand at a time, and closes the circuit. */
  readonly resendFailed: (command: ResendFailed) => Promise<Outcome<Resent, Refusal>>
}

export type WebhookOptions = LaneOptions & {
  readonly seal: Seal
  readonly resolve: Resolve
  readonly reach: Reach
  /** Every event type that is published. */
  readonly knownTypes: readonly string[]
}

/** The commands on endpoints and deliveries. DNS is asked first, outside of every transaction. */
export function webhooks(options: WebhookOptions): Webhooks {
  const { seal, reach } = options
  const lane = openLane(endpointLane({ reach, knownTypes: options.knownTypes }), options)
  const judgeAddress = async (url: string | undefined): Promise<AddressVerdict> => {
    const read = url === undefined ? undefined : readUrl(url, reach)
    if (!read?.ok) return null
    const pinned = await pinAddress(read.value.hostname, { resolve: options.resolve, ...reach })
    return typeof pinned === 'string' ? pinned : null
  }
  const sealedFor = (id: string): string => seal.close(newSecret(), id).toString('base64')
  const opened = (outcome: Outcome<EndpointAnswer, Refusal>): Outcome<EndpointSecret, Refusal> => {
    if (!outcome.ok) return outcome
    const { id, sealedSecret = '' } = outcome.value
    return accept({ id, secret: seal.open(Buffer.from(sealedSecret, 'base64'), id) })
  }
  return {
    register: async (command) => {
      const id = newEndpointId()
      const address = await judgeAddress(command.url)
      return opened(
        await lane.submit({ ...command, kind: 'register', id, sealedSecret: sealedFor(id), address }),
      )
    },
    change: async (command) =>
      lane.submit({ ...command, kind: 'change', address: await judgeAddress(command.url) }),
    remove: (command) => lane.submit({ ...command, kind: 'remove' }),
    rotateSecret: async (command) =>
      opened(await lane.submit({ ...command, kind: 'rotate', sealedSecret: sealedFor(command.id) })),
    resend: (command) => lane.submit({ ...command, kind: 'resend' }),
    redeliver: (command) => lane.submit({ ...command, kind: 'redeliver' }),
    resendFailed: async (command) => {
      const outcome = await lane.submit({ ...command, kind: 'resend_failed' })
      if (!outcome.ok) return outcome
      const { id, count = 0, more = false } = outcome.value
      return accept({ id, count, more })
    },
  }
}
