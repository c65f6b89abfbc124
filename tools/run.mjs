// The door of every npm script: installs what is missing, builds the web where it is needed,
// and runs the command on the pinned Node. Needs nothing but Node 20.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './run/install.mjs'
import { runNode } from './run/node.mjs'
import { root } from './run/root.mjs'
import { runTests } from './run/test.mjs'
import { ensureWeb } from './run/web.mjs'

const typeCheck = 'node_modules/typescript-native/bin/tsc'

/** Each runs its steps in turn, the caller's own arguments going to the last, and stops at the first that fails. */
const commands = {
  start: { web: true, steps: [['src/main.ts']] },
  demo: { steps: [['examples/main.ts']] },
  bench: { web: true, steps: [['bench/main.ts']] },
  audit: { steps: [['tools/audit.ts']] },
  simulator: { steps: [['simulator/main.ts']] },
  'api:client': { steps: [['tools/api-client.ts']] },
  docs: { steps: [['tools/docs.ts'], ['tools/configuration.ts']] },
  'db:schema': { steps: [['tools/schema.ts']] },
  'db:types': { steps: [['tools/db-types.ts']] },
  db: { steps: [['tools/schema.ts'], ['tools/db-types.ts']] },
  sdk: { steps: [[typeCheck, '-p', 'sdk/tsconfig.json']] },
  simulate: { steps: [['test/simulation/main.ts']] },
  migrate: { steps: [['tools/migrate.ts']] },
  staff: { steps: [['tools/staff.ts']] },
  backup: { steps: [['tools/backup.ts']] },
  restore: { steps: [['tools/restore.ts']] },
  drill: { steps: [['tools/drill.ts']] },
  build: { web: true, steps: [] },
  typecheck: {
    steps: [
      [typeCheck, '-p', 'tsconfig.json'],
      [typeCheck, '-p', 'web/tsconfig.json'],
    ],
  },
  lint: { steps: [['node_modules/@biomejs/biome/bin/biome', 'check'], ['node_modules/knip/bin/knip.js']] },
}

const [name = '', ...args] = process.argv.slice(2)

const runSteps = async ({ web, steps }) => {
  const built = web ? await ensureWeb() : 0
  if (built !== 0) return built
  for (const [index, step] of steps.entries()) {
    const code = await runNode([...step, ...(index === steps.length - 1 ? args : [])])
    if (code !== 0) return code
  }
  return 0
}

const main = async () => {
  if (name !== 'test' && !commands[name]) {
    console.error(`Usage: npm run <${['test', ...Object.keys(commands)].join(' | ')}>`)
    return 2
  }
  if (!existsSync(join(root, 'package-lock.json')))
    throw new Error('package-lock.json is missing from the checkout')
  ensureInstalled()
  if (name !== 'test') return runSteps(commands[name])
  return runTests(args, await ensureWeb())
}

process.exitCode = await main()
