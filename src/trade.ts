import { createHandChannels } from './channels/hand/index.ts'
import { type Flows, openFlows } from './flows/index.ts'
import type { Ground } from './ground.ts'
import { openPace } from './http/pace.ts'
import { EVENTS } from './http/schemas/event.ts'
import type { Lifecycle } from './lifecycle.ts'
import { type CatalogCache, openCatalogCache } from './modules/catalog/index.ts'
import { openAccountBook } from './modules/ledger/index.ts'
import { systemResolve, type Webhooks, webhooks } from './modules/message/index.ts'
import { openPolicies, type PolicyCache } from './modules/payment/index.ts'
import { openRoutingBook, type RoutingBook } from './modules/routing/index.ts'
import { type Channels, openChannels } from './open-channels.ts'
import type { ChannelKeys, FurtherAccount } from './platform/channel-keys/index.ts'
import type { Config } from './platform/config.ts'
import type { LaneOptions } from './platform/lane.ts'
import { openNumbers } from './platform/numbers.ts'
import { seal } from './platform/seal.ts'
import { type LoopSpec, sweepLoops, upkeepLoops } from './worker/index.ts'

export type Trade = {
  readonly flows: Flows
  readonly catalog: CatalogCache
  readonly channels: Channels
  readonly routing: RoutingBook
  readonly policies: PolicyCache
  readonly webhooks: Webhooks
  /** What time asks of the trade core; run where the process works. */
  readonly sweeps: readonly LoopSpec[]
  /** What this process needs to stay able to decide; run in every process. */
  readonly upkeep: readonly LoopSpec[]
}

/** How long one call to a channel may take, its own retries included. */
const CHANNEL_TIMEOUT_MS = 10_000

/**
 * Opens the trade core of this process. `simulated`: the demo's accounts; without them the configured ones, and
 * without either nobody can pay at a channel. `onBatch` hears of every commit.
 */
export async function openTrade(
  ground: Ground,
  simulated: ChannelKeys | null,
  onBatch: NonNullable<LaneOptions['observe']>,
  life: Lifecycle,
): Promise<Trade> {
  const { db, commandDb, clock, config, log } = ground
  const catalog = await openCatalogCache(db)
  const numbers = await openNumbers(db, clock)
  life.opened('number lease', numbers.release)
  const routing = await openRoutingBook(db)
  const policies = await openPolicies(db)
  const channels = {
    ...(await openChannels(simulated ?? config.channels, furtherAccounts(config, simulated), clock)),
    ...createHandChannels(config.offline),
  }
  life.opened('channels', () => {
    for (const channel of Object.values(channels)) channel.dispose()
  })
  // A wrong certificate must be read in the log, but not once for every payer.
  const troubles = openPace({ most: 3, windowMs: 60_000 })
  const lanes: LaneOptions = { db, observe: onBatch, stopwatch: () => performance.now() }
  // The simulator is on this machine, whatever buyers call the server.
  const notices = simulated ? `http://127.0.0.1:${ground.port}` : ground.publicUrl
  const flows = openFlows({
    ...lanes,
    commandDb,
    busy: ground.busy,
    clock,
    numbers,
    catalog,
    channels,
    accounts: openAccountBook(),
    routing,
    policies,
    sharingChannels: config.sharingChannels,
    notifyUrl: (channel) => `${notices}/v1/channels/${channel}/notices`,
    channelTimeoutMs: CHANNEL_TIMEOUT_MS,
    onTrouble: (trouble) => {
      const { channel, call, said } = trouble
      if (troubles.take(`${channel} ${call} ${said}`, clock.now()) === 0)
        log.warn(trouble, 'a channel did not do what it was asked')
    },
    onDefect: (err, what) => log.error({ err, what }, 'a sweep could not do one of its pieces'),
  })
  life.opened('lanes', flows.idle)
  return {
    flows,
    catalog,
    channels,
    routing,
    policies,
    webhooks: webhooks({
      ...lanes,
      seal: seal(ground.secret, 'webhook'),
      resolve: systemResolve,
      reach: { allowPrivate: config.demo },
      knownTypes: Object.keys(EVENTS),
    }),
    sweeps: sweepLoops(db, flows.sweeps),
    upkeep: upkeepLoops(numbers, catalog, routing, policies),
  }
}

/** The demo's further accounts belong to the same simulated merchant; ours keep them apart by their codes. */
const furtherAccounts = (
  { furtherAccounts: live, demoAccounts }: Config,
  simulated: ChannelKeys | null,
): readonly FurtherAccount[] =>
  simulated
    ? demoAccounts.map((code) => {
        const channel = code.split('-')[0] as keyof ChannelKeys
        return { code, channel, keys: simulated[channel] } as FurtherAccount
      })
    : live
