import { parseArgs } from 'node:util'
import { startProduct } from '../examples/product.ts'
import { lifecycle } from '../src/lifecycle.ts'
import { openLog } from '../src/platform/log.ts'
import { measureBeginning } from './beginning.ts'
import { HOT_BUYERS, HOT_UNITS, hotAgainstSpread, hotSale } from './hot.ts'
import { commitRate, rsaRates } from './limits.ts'
import { type Checkout, placeOverHttp } from './over-http.ts'
import { installedPackages } from './packages.ts'
import { makeBuyers } from './people.ts'
import { BUYERS, placeInProcess, quoteHashes } from './place.ts'
import { purchaseLive, purchasePresigned } from './purchase.ts'
import { rawInsertRate } from './raw.ts'
import { openReport } from './report.ts'
import { auditBreaks, environment, HOME, openServer, openWorld, SECRET } from './world.ts'

/** `npm run bench [-- --quick]`: see README.md for how each figure is measured. */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const size = values.quick
  ? { runs: 1, place: 2_000, http: 2_000, purchase: 200, live: 100, limitMs: 500, starts: 1, restMs: 3_000 }
  : {
      runs: 5,
      place: 10_000,
      http: 10_000,
      purchase: 2_000,
      live: 1_000,
      limitMs: 3_000,
      starts: 5,
      restMs: 20_000,
    }

const say = (line: string) => console.log(line)
const report = openReport(say)
const life = lifecycle(openLog('warn'))
try {
  await measure()
} finally {
  await life.close()
}

async function measure(): Promise<void> {
  const { url } = await openServer(life)
  const world = await openWorld(url, () => {})
  const { pool } = world.ground
  try {
    say('Commands, in process')
    const commits = await commitRate(pool, 8, size.limitMs)
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
      goal: { value: 100 },
      limit: { name: 'orders/s spread', value: spread },
    })
    const sale = await hotSale(world, world.pairs[0]![0], 'sale')
    report.add(
      { name: `${HOT_BUYERS} buyers, ${HOT_UNITS} units: sold`, value: sale.sold, unit: 'orders' },
      {
        name: 'without an answer for good',
        value: sale.unsettled,
        unit: 'buyers',
        goal: { value: 0, atMost: true },
      },
      {
        name: 'last buyer answered after',
        value: sale.lastAnswerMs,
        unit: 'ms',
        goal: { value: 4_000, atMost: true },
      },
    )
    if (sale.sold !== HOT_UNITS) throw new Error(`${sale.sold} sold of ${HOT_UNITS}`)
    const rsa = await rsaRates(size.limitMs)
    const product = await startProduct({ home: HOME, env: environment(url) })
    try {
      await overHttp(product, placed.cpuMicros, rsa)
    } finally {
      await product.close()
    }
    say('Correctness of all that was written')
    const breaks = await auditBreaks(world.ground)
    report.add({
      name: 'rules that the auditor found broken',
      value: breaks.length,
      unit: '',
      goal: { value: 0, atMost: true },
    })
    if (breaks.length > 0) throw new Error(`fast, but wrong: ${breaks.slice(0, 10).join('; ')}`)
  } finally {
    await world.close()
  }
  say('Start, memory, packages')
  const beginning = await measureBeginning(size.starts, size.restMs)
  report.add(
    {
      name: 'start to first order',
      value: beginning.firstOrderMs,
      unit: 'ms',
      goal: { value: 3_000, atMost: true },
    },
    { name: 'start to ready', value: beginning.readyMs, unit: 'ms' },
    {
      name: 'idle memory of Node',
      value: beginning.idleBytes / 1e6,
      unit: 'MB',
      goal: { value: 150, atMost: true },
    },
    {
      name: 'packages of the server',
      value: installedPackages(),
      unit: '',
      goal: { value: 300, atMost: true },
    },
  )
  report.finish({ quick: values.quick, size })

  async function overHttp(
    product: { url: string; pid: number },
    inProcessMicros: number,
    rsa: { sign: number; verify: number },
  ): Promise<void> {
    say('Over HTTP, the generator on the same cores')
    const buyers = await makeBuyers(pool, BUYERS, SECRET)
    const port = Number(new URL(product.url).port)
    const checkout: Checkout = {
      port,
      pid: product.pid,
      buyers,
      pairs: world.pairs.slice(1),
      hashOf: quoteHashes(world.trade),
    }
    const http = await placeOverHttp(checkout, size.http, size.runs)
    report.add(
      {
        name: 'place, over HTTP',
        value: http.perSecond,
        unit: 'orders/s',
        goal: { value: 5_000 },
        limit: { name: 'requests/s of a route that does nothing', value: http.noOpPerSecond },
      },
      {
        name: 'CPU of Node that HTTP adds per order',
        value: http.cpuMicros - inProcessMicros,
        unit: 'µs',
        goal: { value: 150, atMost: true },
      },
      {
        name: 'p99 at half of that rate',
        value: http.p99AtHalfLoad,
        unit: 'ms',
        goal: { value: 25, atMost: true },
      },
    )
    const { url: provider } = (await (await fetch(`${product.url}/v1/demo/simulator`)).json()) as {
      url: string
    }
    const shape = { count: size.purchase, runs: size.runs }
    const perPurchase = 1 / rsa.sign + 2 / rsa.verify
    report.add(
      {
        name: 'full purchase, provider signed beforehand',
        value: await purchasePresigned(checkout, { url: provider }, pool, shape),
        unit: '/s',
        goal: { value: 1_000 },
        limit: { name: '/s RSA alone on one core (1 signature, 2 checks)', value: 1 / perPurchase },
      },
      {
        name: 'full purchase, every signature live',
        value: await purchaseLive(checkout, { url: provider }, pool, { count: size.live, name: 'live' }),
        unit: '/s',
      },
    )
  }
}
