import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type ChannelKeys,
  type FurtherAccount,
  readChannelKeys,
  readFurtherAccounts,
} from './channel-keys/index.ts'
import { readEnvironment, readFurther } from './environment.ts'
import { DEMO_ACCOUNT, type OfflineKeys, readOfflineKeys } from './offline-keys.ts'
import type { Variables } from './variables.ts'
import { readWays, type WayKeys } from './way-keys.ts'

export type Config = {
  /** Folder of the embedded server and of secrets made here. */
  home: string
  database: {
    /** Undefined: the embedded server. */
    url: string | undefined
    pool: number
  }
  host: string
  /** 0 takes any free port. */
  port: number
  /** Without a slash at the end; undefined: http://localhost and the port that was taken. */
  publicUrl: string | undefined
  trustProxy: boolean
  logLevel: string
  roles: { api: boolean; worker: boolean }
  /** Demo data and the channel simulator. */
  demo: boolean
  /** Checkouts of a past year that are played into a new demo; 0: none. */
  demoYear: number
  /** Codes of further accounts at the simulated channels, `wechat-2`. */
  demoAccounts: readonly string[]
  /** Undefined only on the embedded server, where one is made and kept in `home`. */
  secret: string | undefined
  /** Lets a collector on another machine read /metrics; undefined: loopback only. */
  metricsToken: string | undefined
  sharingChannels: ReadonlySet<string>
  /** Live accounts at payment channels; none in the demo. */
  channels: ChannelKeys
  furtherAccounts: readonly FurtherAccount[]
  /** The account for transfers 线下转账; undefined: none are taken. */
  offline: OfflineKeys | undefined
  /** How people are told outside our pages; a way that is not set up is left out. */
  ways: WayKeys
}

/** Lists every problem at once; never holds a value, so it may be printed and logged. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`The configuration is refused:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const checkout = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The configuration from the environment and the command line (`--demo`).
 * @throws ConfigError naming every variable that is wrong, missing or contradicted by another.
 */
export const readConfig = (
  environment: Readonly<Record<string, string | undefined>>,
  argv: readonly string[] = [],
): Config => {
  const problems: string[] = []
  const values = readEnvironment(environment, problems)
  for (const argument of argv) {
    if (argument !== '--demo') problems.push(`${argument} is not an argument; --demo is the only one`)
  }
  const channels = readChannelKeys(values, problems)
  const furtherAccounts = readFurtherAccounts(readFurther(environment, problems), problems)
  const live = Object.keys(channels).length + furtherAccounts.length > 0
  for (const { code, channel } of furtherAccounts)
    if (!channels[channel]) problems.push(`${code} is set up, but there is no first account of ${channel}`)
  const ways = readWays(values, problems)
  const offline = readOfflineKeys(values, problems)
  const askedForDemo = argv.includes('--demo') || values.TONGBAO_DEMO === '1'
  const demo = askedForDemo || (values.TONGBAO_DEMO !== '0' && !values.DATABASE_URL && !live)
  refuseContradictions(values, { askedForDemo, live, argv }, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  const roles = (values.TONGBAO_ROLES ?? 'api,worker').split(',')
  return {
    home: values.TONGBAO_HOME ?? join(checkout, '.tongbao'),
    database: { url: values.DATABASE_URL, pool: values.DATABASE_POOL ?? 10 },
    host: values.HOST ?? '127.0.0.1',
    port: values.PORT ?? 8000,
    publicUrl: values.PUBLIC_URL?.replace(/\/$/, ''),
    trustProxy: values.TRUST_PROXY === '1',
    logLevel: values.LOG_LEVEL ?? 'info',
    roles: { api: roles.includes('api'), worker: roles.includes('worker') },
    demo,
    demoYear: values.TONGBAO_DEMO_YEAR ?? 0,
    demoAccounts: values.TONGBAO_DEMO_ACCOUNTS?.split(',') ?? [],
    secret: values.TONGBAO_SECRET,
    metricsToken: values.TONGBAO_METRICS_TOKEN,
    sharingChannels: new Set(values.TONGBAO_SHARING_CHANNELS?.split(',')),
    channels,
    furtherAccounts,
    ways,
    offline: offline ?? (demo ? DEMO_ACCOUNT : undefined),
  }
}

type Situation = { askedForDemo: boolean; live: boolean; argv: readonly string[] }

const refuseContradictions = (values: Variables, situation: Situation, problems: string[]): void => {
  const { askedForDemo, live, argv } = situation
  if (askedForDemo && live)
    problems.push(
      'TONGBAO_DEMO or --demo stands beside live channel keys: the simulator never runs next to real money',
    )
  if (argv.includes('--demo') && values.TONGBAO_DEMO === '0')
    problems.push('--demo contradicts TONGBAO_DEMO=0')
  if (values.DATABASE_URL && !askedForDemo && !values.TONGBAO_SECRET)
    problems.push(
      'TONGBAO_SECRET is missing: with DATABASE_URL sessions must survive a restart on another machine',
    )
  if (live && !values.PUBLIC_URL?.startsWith('https://'))
    problems.push('PUBLIC_URL must be an https:// address beside live channel keys: notices come back to it')
}
