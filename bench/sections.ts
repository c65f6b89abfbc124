import { startProduct } from '../examples/product.ts'
import { measureBeginning } from './beginning.ts'
import { callbacksWhilePlacing, resolveUnknown } from './callbacks.ts'
import { calm } from './calm.ts'
import { purchaseByChannel } from './channels.ts'
import { drainBacklog } from './drain.ts'
import { HOT_BUYERS, HOT_UNITS, hotAgainstSpread, hotSale } from './hot.ts'
import { commitRate, rsaRates } from './limits.ts'
import { type Checkout, placeOverHttp } from './over-http.ts'
import { installedPackages } from './packages.ts'
import { reportTimes } from './payment-report.ts'
import { makeBuyers } from './people.ts'
import { BUYERS, placeInProcess, placeRun, quoteHashes } from './place.ts'
import { purchaseLive, purchasePresigned } from './purchase.ts'
import { rawInsertRate } from './raw.ts'
import type { Report } from './report.ts'
import { auditBreaks, environment, HOME, SECRET, type World } from './world.ts'

/** Parts of a run that may be asked for by themselves. */
export const PARTS = [
  'commands',
  'place',
  'purchase',
  'callbacks',
  'webhooks',
  'report',
  'beginning',
] as const
export type Part = (typeof PARTS)[number]

export type Size = {
  readonly runs: number
  /** Orders of one run. */
  readonly place: number
  readonly purchase: number
  readonly live: number
  /** Callbacks at a fixed rate, and attempts whose callbacks never came. */
  readonly callbacks: number
  readonly unheard: number
  /** Webhooks that are due at one moment, and for how many seconds orders are placed meanwhile. */
  readonly letters: number
  readonly drainSeconds: number
  /** Attempts that a payment report is about. */
  readonly reported: number
  readonly limitMs: number
  readonly starts: number
  readonly restMs: number
}

export type Run = {
  readonly size: Size
  readonly report: Report
  readonly wants: (part: Part) => boolean
}

/** The commands by themselves. Returns the CPU of Node per order, for comparison. */
export async function inProcess(world: World, size: Size, report: Report): Promise<number> {
  report.section('Commands, in process')
  const { pool } = world.ground
  const commits = await commitRate(pool, 8, size.limitMs)
  await placeRun(world, size.place, 'warm')
  const placed = await placeInProcess(world, size.place, size.runs)
  const raw = await rawInsertRate(pool, size.place, 500)
  report.add(
    {
      name: 'place, in process',
      value: placed.perSecond,
      unit: 'orders/s',
      limit: { name: "trades/s, PostgreSQL's own copy of the same rows", value: raw },
    },
    { name: 'place, in process: CPU of Node', value: placed.cpuMicros, unit: 'µs' },
    { name: 'durable commits, 8 connections', value: commits, unit: '/s' },
  )
  const { hot, spread } = await hotAgainstSpread(world, size.place, size.runs)
  report.add({
    name: 'one hot SKU against spread',
    value: (hot / spread) * 100,
    unit: '%',
    goal: { atLeast: 100 },
    limit: { name: 'orders/s spread', value: spread },
  })
  await flashSale(world, report)
  return placed.cpuMicros
}

async function flashSale(world: World, report: Report): Promise<void> {
  const sale = await hotSale(world, world.pairs[0]![0], 'sale')
  report.add(
    { name: `${HOT_BUYERS} buyers, ${HOT_UNITS} units: sold`, value: sale.sold, unit: 'orders' },
    { name: 'without an answer for good', value: sale.unsettled, unit: 'buyers', goal: { atMost: 0 } },
    { name: 'last buyer answered after', value: sale.lastAnswerMs, unit: 'ms', goal: { atMost: 4_000 } },
  )
  if (sale.sold !== HOT_UNITS) throw new Error(`${sale.sold} sold of ${HOT_UNITS}`)
}

/** The product as a process of its own, asked over HTTP; at the end the auditor looks at everything. */
export async function overHttp(
  world: World,
  url: string,
  inProcessMicros: number,
  { size, report, wants }: Run,
): Promise<void> {
  report.section('Over HTTP, the generator on the same cores')
  const { pool } = world.ground
  const began = new Date()
  const product = await startProduct({ home: HOME, env: environment(url) })
  try {
    await calm(pool, began)
    const checkout: Checkout = {
      port: Number(new URL(product.url).port),
      pid: product.pid,
      buyers: await makeBuyers(pool, BUYERS, SECRET),
      pairs: world.pairs.slice(1),
      hashOf: quoteHashes(world.trade),
    }
    const provider = { url: product.simulatorUrl }
    const rsa = await rsaRates(size.limitMs)
    if (wants('place')) await placing(checkout, inProcessMicros, size, report)
    if (wants('purchase')) await purchases(checkout, provider, world, { size, rsa }, report)
    if (wants('callbacks')) await callbacks(checkout, provider, world, { size, rsa }, report)
    if (wants('webhooks')) await webhooks(checkout, world, size, report)
  } finally {
    await product.close()
  }
  report.section('Correctness of all that was written')
  const breaks = await auditBreaks(world.ground)
  report.add({
    name: 'rules that the auditor found broken',
    value: breaks.length,
    unit: '',
    goal: { atMost: 0 },
  })
  if (breaks.length > 0) throw new Error(`fast, but wrong: ${breaks.slice(0, 10).join('; ')}`)
}

async function placing(
  checkout: Checkout,
  inProcessMicros: number,
  size: Size,
  report: Report,
): Promise<void> {
  const http = await placeOverHttp(checkout, size.place, size.runs)
  report.add(
    {
      name: 'place, over HTTP',
      value: http.perSecond,
      unit: 'orders/s',
      goal: { atLeast: 5_000 },
      limit: { name: 'requests/s of a route that does nothing', value: http.noOpPerSecond },
    },
    {
      name: 'CPU of Node that HTTP adds per order',
      value: http.cpuMicros - inProcessMicros,
      unit: 'µs',
      goal: { atMost: 150 },
    },
    { name: 'p99 at half of that rate', value: http.p99AtHalfLoad, unit: 'ms', goal: { atMost: 25 } },
  )
}

type Rsa = Awaited<ReturnType<typeof rsaRates>>

async function purchases(
  checkout: Checkout,
  provider: { url: string },
  { ground }: World,
  { size, rsa }: { readonly size: Size; readonly rsa: Rsa },
  report: Report,
): Promise<void> {
  const bothSides = 1 / (3 / rsa.sign + 3 / rsa.verify)
  const shape = { count: size.purchase, runs: size.runs }
  report.add(
    {
      name: 'full purchase, provider signed beforehand',
      value: await purchasePresigned(checkout, provider, ground.pool, shape),
      unit: '/s',
      goal: { atLeast: 1_000 },
      limit: {
        name: '/s, RSA alone on one core (1 signature, 2 checks)',
        value: 1 / (1 / rsa.sign + 2 / rsa.verify),
      },
    },
    {
      name: 'full purchase, every signature live',
      value: await purchaseLive(checkout, provider, ground.pool, { count: size.live, name: 'live' }),
      unit: '/s',
      limit: {
        name: '/s, RSA of both sides on one core (3 signatures, 3 checks)',
        value: bothSides,
      },
    },
  )
  const byChannel = await purchaseByChannel(checkout, provider, ground.pool, { count: size.live, rsa })
  report.add(
    ...byChannel.map(({ channel, perSecond, rsaOnly }) => ({
      name: `full purchase through ${channel}, every signature live`,
      value: perSecond,
      unit: '/s',
      ...(Number.isFinite(rsaOnly)
        ? { limit: { name: '/s, RSA of both sides on one core', value: rsaOnly } }
        : {}),
    })),
  )
}

async function callbacks(
  checkout: Checkout,
  provider: { url: string },
  { ground }: World,
  { size, rsa }: { readonly size: Size; readonly rsa: Rsa },
  report: Report,
): Promise<void> {
  const told = await callbacksWhilePlacing(checkout, provider, ground.pool, size.callbacks)
  report.add(
    {
      name: 'callbacks verified, stored and answered, 3,000/s sent while 300 orders/s are placed',
      value: told.perSecond,
      unit: '/s',
      goal: { atLeast: 2_950 },
      limit: { name: 'checks/s of one RSA signature on one core', value: rsa.verify },
    },
    { name: 'p99 of a callback then', value: told.p99, unit: 'ms', goal: { atMost: 100 } },
    { name: 'p99 of an order then', value: told.orderP99, unit: 'ms' },
    {
      name: `${size.unheard} payments whose callbacks never came, found by asking`,
      value: await resolveUnknown(checkout, provider, ground.pool, size.unheard),
      unit: '/s',
      limit: {
        name: '/s, RSA of both sides of a query on one core',
        value: 1 / (2 / rsa.sign + 2 / rsa.verify),
      },
    },
  )
}

async function webhooks(checkout: Checkout, world: World, size: Size, report: Report): Promise<void> {
  const backlog = { letters: size.letters, seconds: size.drainSeconds }
  const drained = await drainBacklog(checkout, world, backlog)
  report.add(
    {
      name: `${size.letters} webhooks due at once, drained`,
      value: drained.perSecond,
      unit: 'letters/s',
      limit: { name: 'bare posts/s to the same receivers', value: drained.plainPerSecond },
    },
    {
      name: 'of them, while 200 orders/s are placed',
      value: drained.besidePerSecond,
      unit: 'letters/s',
      goal: { atLeast: 1_000 },
    },
    {
      name: 'p99 of an order while they drain',
      value: drained.drainingP99,
      unit: 'ms',
      goal: { atMost: 50 },
      limit: { name: 'ms without them', value: drained.quietP99 },
    },
  )
}

/** What finance reads: nothing is kept beside the facts, so every report reads its attempts. */
export async function reporting(url: string, size: Size, report: Report): Promise<void> {
  report.section('Payment report')
  const times = await reportTimes(url, size.reported, size.runs)
  report.add(
    {
      name: `payment report over ${size.reported} attempts of 90 days`,
      value: times.whole,
      unit: 'ms',
      limit: { name: 'ms, PostgreSQL reading and adding up the same attempts once', value: times.scan },
    },
    { name: 'of it, 30 days of one shop', value: times.shop, unit: 'ms' },
    { name: 'of it, one day', value: times.day, unit: 'ms' },
  )
}

/** From nothing running to an order, and what the process then weighs. */
export async function beginning(size: Size, report: Report): Promise<void> {
  report.section('Start, memory, packages')
  const { firstOrderMs, readyMs, idleBytes } = await measureBeginning(size.starts, size.restMs)
  report.add(
    { name: 'start to first order', value: firstOrderMs, unit: 'ms', goal: { atMost: 3_000 } },
    { name: 'start to ready', value: readyMs, unit: 'ms' },
    { name: 'idle memory of Node', value: idleBytes / 1e6, unit: 'MB', goal: { atMost: 150 } },
    { name: 'packages of the server', value: installedPackages(), unit: '', goal: { atMost: 300 } },
  )
}
