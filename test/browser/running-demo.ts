import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testDatabase } from '../support/database.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Of all the demo's staff. */
export const PASSWORD = 'tongbao-demo'

export type RunningDemo = {
  readonly url: string
  readonly simulatorUrl: string
  readonly stop: () => Promise<void>
}

/** The whole product as a person starts it: its own process, demo data, simulator and built pages, on a database of its own. */
export const startDemo = async (): Promise<RunningDemo> => {
  // Builds only what changed: nothing, when the tests were started by npm.
  execFileSync(process.execPath, ['tools/run.mjs', 'build'], { cwd: root, stdio: 'inherit' })
  const database = await testDatabase({ max: 1 })
  const home = mkdtempSync(join(tmpdir(), 'tongbao-browser-'))
  const child = spawn(process.execPath, ['src/main.ts', '--demo'], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      TONGBAO_SECRET: 'a secret of the browser tests, long enough',
      TONGBAO_HOME: home,
      PORT: '0',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = await listen(child)
  const addressOf = (name: string): string => {
    const found = new RegExp(`${name}\\s+(http://[^\\s/]+)`).exec(said)?.[1]
    if (!found) throw new Error(`the product did not start: ${said}`)
    return found
  }
  return {
    url: addressOf('Store'),
    simulatorUrl: addressOf('Simulator'),
    stop: async () => {
      if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'close')
      await database.drop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** What it printed until it was ready, or until it ended. */
const listen = async (child: ChildProcess): Promise<string> => {
  let text = ''
  const ready = Promise.withResolvers<void>()
  const hear = (chunk: Buffer): void => {
    text += chunk.toString()
    if (text.includes('password')) ready.resolve()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  await Promise.race([ready.promise, once(child, 'close')])
  return text
}
