import type { Channel, ChannelCode } from '../channels/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { NumberKind } from '../kernel/number.ts'
import type { CatalogFacts } from '../modules/catalog/types.ts'
import type { AccountBook } from '../modules/ledger/index.ts'
import type { PaymentPolicies } from '../modules/payment/index.ts'
import type { RoutingBook } from '../modules/routing/index.ts'
import type { Db } from '../platform/db.ts'
import type { LaneOptions } from '../platform/lane.ts'
import type { Numbers } from '../platform/numbers.ts'

/** What the flows are wired with. */
export type FlowDeps = Omit<LaneOptions, 'db'> & {
  readonly db: Db
  /** Where commands run: the same database, through connections of their own; `db` when absent. */
  readonly commandDb?: Db
  readonly clock: Clock
  readonly numbers: Numbers
  readonly catalog: CatalogFacts
  readonly channels: Readonly<Record<string, Channel>>
  readonly accounts: AccountBook
  /** Which account at a channel takes a payment; each channel is its own when absent. */
  readonly routing?: RoutingBook
  /** How payments may be made, as staff set it; the defaults when absent. */
  readonly policies?: PaymentPolicies
  /** Channels whose payments are frozen until they are shared out 分账; none when absent. */
  readonly sharingChannels?: ReadonlySet<string>
  /** Where a channel sends its notices; must be reachable by the channel. */
  readonly notifyUrl: (channel: ChannelCode) => string
  /** How long one call to a channel may take. */
  readonly channelTimeoutMs: number
  /** The share of the time, 0 to 1, that this process is at work; never busy when absent. */
  readonly busy?: () => number
  /** Hears of calls to a channel that it refused, or did not answer as it must. */
  readonly onTrouble?: (trouble: ChannelTrouble) => void
  /** Hears of what failed in a sweep; `what` names it. The others of the sweep went on. */
  readonly onDefect?: (error: unknown, what: string) => void
}

/** A call that was refused, or whose answer says nothing: `said` is the channel's own code, or what was wrong with it. */
export type ChannelTrouble = {
  readonly channel: string
  readonly call: string
  readonly no: string
  readonly answer: 'refused' | 'unknown'
  readonly said: string
  readonly words: string
}

/** Who asks, with which key, and a hash of everything he asks. */
export type CallerKey = { readonly caller: string; readonly key: string; readonly requestHash: string }

export type NextNo = (kind: NumberKind, shard: number) => string

/** The channel of a code, which may come from outside: `constructor` is none. */
export const channelOf = (channels: FlowDeps['channels'], code: string): Channel | undefined =>
  Object.hasOwn(channels, code) ? channels[code as ChannelCode] : undefined
