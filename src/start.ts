import { randomUUID as newRequestId } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type DemoCodes, demoCodes } from './demo-codes.ts'
import { type Ground, openGround } from './ground.ts'
import { payingNeeds } from './http/paying.ts'
import { type Health, healthRoutes } from './http/routes/health.ts'
import { openServer } from './http/server.ts'
import type { Lifecycle } from './lifecycle.ts'
import {
  listStaff,
  type OAuthProvider,
  openSessions,
  openTokens,
  watchStanding,
} from './modules/account/index.ts'
import { type OutwardWay, openProofs, type Ports } from './modules/push/index.ts'
import type { Config } from './platform/config.ts'
import type { Log } from './platform/log.ts'
import { seal } from './platform/seal.ts'
import { type SimulatorChild, startSimulator } from './simulator-child.ts'
import { openTrade, type Trade } from './trade.ts'
import { openWays, PORT_TIMEOUT_MS, sendCodeBy } from './ways.ts'
import { openLoops, openMessages, openPushes, retentionLoop, watchLoops } from './work.ts'
import { watchFigures } from './worker/index.ts'

export type SignIns = {
  readonly buyers: readonly string[]
  readonly staff: readonly string[]
  /** Of all the demo's staff. */
  readonly password: string
}

export type Product = {
  readonly publicUrl: string
  readonly simulatorUrl: string | null
  /** Who may sign in to the demo; null outside it. */
  readonly signIns: SignIns | null
  readonly roles: Config['roles']
  /** What a house outside the demo still lacks, and how it gets it. */
  readonly lacks: readonly string[]
}

const under = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Opens every part in the order in which they stand on each other; `life` knows how to close them. */
export async function start(config: Config, log: Log, life: Lifecycle): Promise<Product> {
  // The provider starts while PostgreSQL does; both are other processes.
  const [ground, simulator] = await Promise.all([
    openGround(config, log, life),
    config.demo ? startProvider(config, log, life) : null,
  ])
  const signIns = config.demo ? await seed(ground) : null
  const state = { ready: false, draining: false }
  const loops = openLoops(ground)
  const trade = await openTrade(
    ground,
    simulator?.credentials ?? null,
    (batch) => {
      ground.metrics.lane(batch)
      loops.afterBatch(batch.operation)
    },
    life,
  )
  if (config.demo) await (await import('./seed/index.ts')).seedWallets(ground.db, trade.flows)
  loops.start(trade.upkeep)
  const codes = config.demo ? demoCodes() : null
  const ways = openWays(ground, codes, life)
  if (config.roles.worker) {
    openMessages(ground, loops, life)
    openPushes(ground, { ways, channels: trade.channels }, loops, life)
    loops.start([...trade.sweeps, ...watchLoops(ground), retentionLoop(ground)])
  }
  // Ended before what they use: lanes, letters, numbers.
  life.opened('loops', loops.stop)
  watchFigures(ground.metrics, ground.db, ground.clock.now)
  if (config.roles.api) await openDoors(ground, { ...trade, ways, codes }, simulator, state, life)
  await simulator?.sendEventsTo(`http://127.0.0.1:${ground.port}/v1/channels/stripe/notices`)
  state.ready = true
  life.opened('readiness', () => {
    state.draining = true
  })
  return {
    publicUrl: ground.publicUrl,
    simulatorUrl: simulator?.url ?? null,
    signIns,
    roles: config.roles,
    lacks: config.demo || !config.roles.api ? [] : await lacksOf(ground, trade, ways),
  }
}

async function lacksOf({ db }: Ground, { channels }: Trade, ways: Ports): Promise<string[]> {
  const isWired = Object.keys(channels).some((code) => code !== 'cod' && code !== 'offline')
  return [
    ...((await listStaff(db, null)).length > 0
      ? []
      : ['nobody to sign in to the console: npm run staff -- <name>']),
    ...(isWired ? [] : ['a payment channel: docs/guides/production.md names the variables of each']),
    ...(ways.sms ? [] : ['text messages (SMS_URL): buyers cannot sign in by phone']),
  ]
}

const mediaOf = ({ home }: Config): string => join(home, 'media')

/** Loaded only here: production never needs it. */
async function seed({ db, config, clock, log }: Ground): Promise<SignIns> {
  const { seedDemo, seedYear, DEMO_BUYERS, DEMO_PASSWORD, DEMO_STAFF } = await import('./seed/index.ts')
  const now = clock.now()
  await seedDemo({ db, mediaFolder: mediaOf(config), now, seed: 1 })
  // Before the sweeps begin: they would expire what stands in the past.
  const year = config.demoYear > 0 ? await seedYear({ db, now, seed: 1, trades: config.demoYear }) : null
  if (year) log.info(year, 'a past year was played')
  return {
    buyers: DEMO_BUYERS.map(({ phone, name }) => `${phone} ${name}`),
    staff: DEMO_STAFF.map(({ username }) => username),
    password: DEMO_PASSWORD,
  }
}

async function startProvider({ home, port }: Config, log: Log, life: Lifecycle): Promise<SimulatorChild> {
  const simulator = await startSimulator({
    home,
    host: '127.0.0.1',
    port: port === 0 ? 0 : port + 10,
    onLost: () => log.warn('the payment simulator ended by itself: it is started again'),
  })
  life.opened('simulator', simulator.close)
  return simulator
}

type Parts = Trade & { readonly ways: Ports; readonly codes: DemoCodes | null }
type State = { ready: boolean; draining: boolean }

async function openDoors(
  ground: Ground,
  { catalog, channels, flows, routing, policies, webhooks, ways, codes }: Parts,
  simulator: SimulatorChild | null,
  state: State,
  life: Lifecycle,
): Promise<void> {
  const { config, clock, db, commandDb, log, publicUrl, secret, url } = ground
  const signing = seal(secret, 'signing')
  const standing = await watchStanding({
    db,
    url,
    clock,
    seal: signing,
    onError: (err) => log.warn({ err }, 'the standing of callers could not be read'),
  })
  life.opened('standing', standing.close)
  const tokens = openTokens(secret)
  const sessions = openSessions({
    db,
    clock,
    secret,
    publicUrl,
    tokens,
    standing,
    send: sendCodeBy(ways, newRequestId),
    wechat: simulator && signInOf(simulator),
  })
  const server = await openServer({
    db,
    commandDb,
    clock,
    logger: log,
    publicUrl,
    trustProxy: config.trustProxy,
    tokens,
    standing,
    sessions,
    catalog,
    flows,
    channels: Object.keys(channels),
    routing,
    policies,
    webhooks,
    seal: signing,
    push: {
      available: Object.keys(ways) as OutwardWay[],
      proofs: openProofs({ db, secret, ports: ways, timeoutMs: PORT_TIMEOUT_MS }),
    },
    demo: codes && { codeOf: codes.codeOf, simulatorUrl: simulator?.url ?? null },
    web: {
      dist: under('dist'),
      media: mediaOf(config),
      frame: simulator?.url ?? null,
      paying: payingNeeds(Object.keys(channels), simulator?.url ?? null, config.channels.unionpay?.baseUrl),
    },
    more: (app) => {
      healthRoutes(app, healthOf(ground, state))
      app.addHook('onResponse', (request, reply, next) => {
        const { url: route = 'unknown' } = request.routeOptions
        const { method } = request
        ground.metrics.http({ method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 })
        next()
      })
    },
  })
  await server.app.listen({ host: config.host, port: ground.port })
  life.opened('http', async () => {
    server.drain()
    await server.app.close()
  })
}

const signInOf = ({ url, oauth }: SimulatorChild): OAuthProvider => ({ ...oauth, issuer: `${url}/oauth` })

/** A database that does not answer within this time is as good as none. */
const PING_MS = 2_000

function healthOf({ pool, metrics, config }: Ground, state: State): Health {
  return {
    ready: async () => {
      if (state.draining) return 'draining'
      if (!state.ready) return 'starting'
      const ping = pool.query('select 1').then(
        () => true,
        () => false,
      )
      const late = sleep(PING_MS, false, { ref: false })
      return (await Promise.race([ping, late])) ? 'ready' : 'database_unreachable'
    },
    metrics: metrics.text,
    metricsType: metrics.contentType,
    metricsToken: config.metricsToken,
  }
}
