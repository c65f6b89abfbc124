import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startProduct } from '../../examples/product.ts'
import { testDatabase } from '../support/database.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The whole product with demo data and built pages, on a database of its own. */
export const startStore = async () => {
  // Builds only what changed: nothing, when the tests were started by npm.
  execFileSync(process.execPath, ['tools/run.mjs', 'build'], { cwd: root, stdio: 'inherit' })
  const database = await testDatabase({ max: 1 })
  const product = await startProduct({
    env: {
      DATABASE_URL: database.url,
      TONGBAO_DEMO: '1',
      TONGBAO_SECRET: 'a secret of the browser tests, long enough',
    },
  })
  return {
    url: product.url,
    stop: async () => {
      await product.close()
      await database.drop()
    },
  }
}
