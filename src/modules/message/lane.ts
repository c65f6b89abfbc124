import { never } from '../../kernel/assert.ts'
import { after } from '../../kernel/clock.ts'
import { can } from '../../kernel/machine.ts'
import { accept, type Outcome, type Retry, reject } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'
import type { LaneSpec } from '../../platform/lane.ts'
import { MAX_ENDPOINTS_PER_OWNER, OLD_SECRET_MS, type Reach, readUrl, unknownEventType } from './decide.ts'
import { endpointMachine } from './machine.ts'
import type { AddressVerdict, ChangeEndpoint, EndpointAnswer, EndpointCommand } from './orders.ts'
import { type Again, decideAgain, loadAgain } from './resend.ts'
import {
  cancelWaiting,
  countEndpoints,
  type EndpointChange,
  insertEndpoint,
  type LockedEndpoint,
  lockEndpoint,
  rotateSecret,
  updateEndpoint,
} from './store.ts'
import type { MessageRejection } from './types.ts'

export const messageRetry: Readonly<Record<MessageRejection, Retry>> = {
  endpoint_not_found: 'never',
  endpoint_deleted: 'never',
  endpoint_disabled: 'later',
  url_invalid: 'never',
  url_needs_https: 'never',
  address_not_allowed: 'later',
  host_not_found: 'later',
  event_type_unknown: 'never',
  too_many_endpoints: 'later',
  event_not_found: 'never',
  delivery_not_found: 'never',
  delivery_in_progress: 'later',
  delivery_cancelled: 'never',
}

type World = {
  readonly endpoint: LockedEndpoint | undefined
  readonly again: Again
  readonly owned: number
  /** What is to be written, once the command is accepted. */
  write: (tx: Tx) => Promise<void>
}

type Answer = Outcome<EndpointAnswer, MessageRejection>
type Rules = { readonly reach: Reach; readonly knownTypes: readonly string[] }

/** Edits of endpoints are rare: one lane, each command a batch of its own. */
export const endpointLane = (
  rules: Rules,
): LaneSpec<EndpointCommand, World, EndpointAnswer, MessageRejection> => ({
  operation: 'webhook_endpoint',
  keys: 'table',
  maxBatch: 1,
  maxQueue: 200,
  retryOf: (code) => messageRetry[code],
  load: (tx, commands) => load(tx, commands[0]!),
  decide: (world, command) => decide(world, command, rules),
  save: (tx, world) => world.write(tx),
})

async function load(tx: Tx, command: EndpointCommand): Promise<World> {
  const world: World = { endpoint: undefined, again: {}, owned: 0, write: async () => {} }
  if (command.kind === 'register') return { ...world, owned: await countEndpoints(tx, command.shopId) }
  if (command.kind === 'resend' || command.kind === 'redeliver' || command.kind === 'resend_failed')
    return { ...world, again: await loadAgain(tx, command) }
  return { ...world, endpoint: await lockEndpoint(tx, command.id, command.scope) }
}

function decide(world: World, command: EndpointCommand, rules: Rules): Answer {
  switch (command.kind) {
    case 'register': {
      const fault = addressFault(command, command.address, rules) ?? typeFault(command.eventTypes, rules)
      if (fault) return fault
      if (world.owned >= MAX_ENDPOINTS_PER_OWNER) return reject('too_many_endpoints')
      const { id, shopId, url, description, eventTypes, sealedSecret, now } = command
      const secret = Buffer.from(sealedSecret, 'base64')
      world.write = (tx) => insertEndpoint(tx, { id, shopId, url, description, eventTypes, secret }, now)
      return accept({ id, sealedSecret })
    }
    case 'resend':
    case 'redeliver':
    case 'resend_failed': {
      const { answer, write } = decideAgain(world.again, command)
      if (write) world.write = write
      return answer
    }
    case 'change':
    case 'remove':
    case 'rotate':
      if (!world.endpoint) return reject('endpoint_not_found')
      if (world.endpoint.state === 'deleted') return reject('endpoint_deleted')
      return command.kind === 'change' ? decideChange(world, command, rules) : decideEnding(world, command)
    default:
      return never(command)
  }
}

function decideChange(
  world: World,
  command: Extract<EndpointCommand, { kind: 'change' }>,
  rules: Rules,
): Answer {
  const fault =
    (command.url === undefined ? undefined : addressFault({ url: command.url }, command.address, rules)) ??
    typeFault(command.eventTypes ?? [], rules)
  if (fault) return fault
  const change = changeOf(world.endpoint!.state, command)
  world.write = (tx) => updateEndpoint(tx, command.id, change, command.now)
  return accept({ id: command.id })
}

function decideEnding(
  world: World,
  command: Extract<EndpointCommand, { kind: 'remove' | 'rotate' }>,
): Answer {
  const { id, now } = command
  if (command.kind === 'remove') {
    world.write = async (tx) => {
      await updateEndpoint(tx, id, { state: 'deleted' }, now)
      await cancelWaiting(tx, id)
    }
    return accept({ id })
  }
  const secret = Buffer.from(command.sealedSecret, 'base64')
  world.write = (tx) => rotateSecret(tx, id, { secret, previousUntil: after(now, OLD_SECRET_MS), now })
  return accept({ id, sealedSecret: command.sealedSecret })
}

/** Only what changes; enabling what is enabled is no move. */
function changeOf(state: LockedEndpoint['state'], command: ChangeEndpoint): EndpointChange {
  const { url, description, eventTypes, enabled } = command
  const move = enabled === undefined ? undefined : enabled ? 'enable' : 'disable'
  return {
    ...(url === undefined ? {} : { url }),
    ...(description === undefined ? {} : { description }),
    ...(eventTypes === undefined ? {} : { eventTypes }),
    ...(move && can(endpointMachine, state, move) ? { state: enabled ? 'active' : 'disabled' } : {}),
  }
}

function addressFault(
  { url }: { readonly url: string },
  address: AddressVerdict,
  { reach }: Rules,
): Answer | undefined {
  const read = readUrl(url, reach)
  if (!read.ok) return read
  return address ? reject(address, { param: 'url' }) : undefined
}

function typeFault(eventTypes: readonly string[], { knownTypes }: Rules): Answer | undefined {
  const unknown = unknownEventType(eventTypes, knownTypes)
  return unknown === undefined
    ? undefined
    : reject('event_type_unknown', { param: 'eventTypes', detail: { eventType: unknown } })
}
