import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startProduct } from '../../examples/product.ts'
import { shardOfNumber } from '../../src/kernel/number.ts'
import { testDatabase } from '../support/database.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Patience for what a page, a channel or the worker still has to do; a machine at work is slow. */
export const LONG = { timeout: 30_000, interval: 250 }
/** Of all the demo's staff. */
export const PASSWORD = 'tongbao-demo'

export type RunningDemo = {
  readonly url: string
  readonly simulatorUrl: string
  /** Its time to pay is over now, as if the buyer had waited so long. */
  readonly expire: (tradeNo: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** The whole product as a person starts it, with demo data, simulator and built pages, on a database of its own. `env`: how it is set up otherwise. */
export const startDemo = async (env: Readonly<Record<string, string>> = {}): Promise<RunningDemo> => {
  // Builds only what changed: nothing, when the tests were started by npm.
  execFileSync(process.execPath, ['tools/run.mjs', 'build'], { cwd: root, stdio: 'inherit' })
  const database = await testDatabase({ max: 1 })
  const product = await startProduct({
    env: {
      DATABASE_URL: database.url,
      TONGBAO_DEMO: '1',
      TONGBAO_SECRET: 'a secret of the browser tests, long enough',
      ...env,
    },
  })
  return {
    url: product.url,
    simulatorUrl: product.simulatorUrl,
    expire: async (tradeNo) => {
      const { rowCount } = await database.pool.query(
        'update trade set expires_at = now() where shard = $1 and trade_no = $2',
        [shardOfNumber(tradeNo), tradeNo],
      )
      if (rowCount !== 1) throw new Error(`no trade ${tradeNo}`)
    },
    stop: async () => {
      await product.close()
      await database.drop()
    },
  }
}
