import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Product, startProduct } from '../../examples/product.ts'
import { root } from '../house/tree.ts'
import { testDatabase } from '../support/database.ts'

const run = promisify(execFile)
/** A merchant's project that has installed the package. */
const project = mkdtempSync(join(tmpdir(), 'tongbao-sdk-'))
const installed = join(project, 'node_modules/@tongbao/sdk')
let database: Awaited<ReturnType<typeof testDatabase>>
let product: Product

beforeAll(async () => {
  mkdirSync(installed, { recursive: true })
  const manifest = readFileSync(join(root, 'sdk/package.json'), 'utf8')
  writeFileSync(join(installed, 'package.json'), manifest)
  const tsc = join(root, 'node_modules/typescript-native/bin/tsc')
  const build = [tsc, '-p', join(root, 'sdk/tsconfig.json'), '--outDir', join(installed, 'dist')]
  await run(process.execPath, build)
  database = await testDatabase({ max: 1 })
  product = await startProduct({
    env: {
      DATABASE_URL: database.url,
      TONGBAO_DEMO: '1',
      TONGBAO_SECRET: 'a secret of the SDK tests, long enough',
    },
  })
}, 120_000)

afterAll(async () => {
  await product?.close()
  await database?.drop()
  rmSync(project, { recursive: true, force: true })
}, 60_000)

it('[AB7] the SDK as it is published: the example of its page buys in the demo', async () => {
  const [, example = ''] = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'sdk/README.md'), 'utf8')) ?? []
  writeFileSync(join(project, 'buy.mjs'), example)
  const env = { ...process.env, TONGBAO_URL: product.url }
  const { stdout } = await run(process.execPath, ['buy.mjs'], { cwd: project, env, timeout: 60_000 })
  expect(stdout).toMatch(
    /^trade \d{22} costs \d+ fen\nscan weixin:\S+\nrefused: price_changed\norder \d{22} is \w+\n$/,
  )
}, 90_000)
