import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../src/kernel/clock.ts'
import { announce, retract, runningIn, untilAlone } from './alone.ts'
import { createSimulator, type Simulator } from './index.ts'

/** `npm run simulator [-- --port 8790 --home DIR]`: the provider alone, for whoever wants to test against it. */
const USAGE = 'Usage: npm run simulator -- [--port 8790] [--host 127.0.0.1] [--home DIR]'

const refuse = (why: string): never => {
  console.error(`${why}\n${USAGE}`)
  process.exit(2)
}
const read = () => {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    return refuse((error as Error).message)
  }
}
const OPTIONS = {
  port: { type: 'string', default: '8790' },
  host: { type: 'string', default: '127.0.0.1' },
  home: { type: 'string', default: process.env.TONGBAO_HOME ?? '.tongbao' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  /** Use the one that runs in this folder, and take its place at its address when it ends. */
  join: { type: 'boolean', default: false },
} as const
const values = read()
if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
  refuse('--port must be a whole number from 0 to 65535')

const folder = resolve(values.home, 'simulator')
let simulator: Simulator | undefined
let stopping = false
const stop = () => {
  if (stopping) return
  stopping = true
  if (!simulator) process.exit(0)
  retract(folder)
  void simulator.close().then(() => process.exit(0))
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
// Started by the product: its end, even a sudden one, is ours too.
process.on('disconnect', stop)

const open = (port: number) =>
  createSimulator({
    clock: systemClock,
    folder,
    host: values.host,
    port,
    oauth: {
      ...(values['client-id'] === undefined ? {} : { clientId: values['client-id'] }),
      ...(values['client-secret'] === undefined ? {} : { clientSecret: values['client-secret'] }),
    },
  })

const other = await runningIn(folder)
if (other && !values.join) {
  console.error(`A simulator runs on ${folder} already: ${other}/
Use that one, or start another with memory and keys of its own: npm run simulator -- --home /some/dir`)
  process.exit(1)
}
if (other) {
  console.log(`Simulator       ${other}/`)
  await untilAlone(folder)
}
try {
  simulator = await open(other ? Number(new URL(other).port) : Number(values.port))
} catch (error) {
  // Its place may be taken by one that waited for it as well: who started us tries again.
  const { code } = error as { code?: string }
  console.error(
    code === 'EADDRINUSE' ? `EADDRINUSE: port ${values.port} is taken; give another with --port` : error,
  )
  process.exit(1)
}
announce(folder, simulator.url)
if (!other)
  console.log(`Simulator       ${simulator.url}/
Wallet          ${simulator.url}/wallet
API base        ${simulator.url}
Credentials     ${simulator.url}/control/credentials
Sign-in         ${simulator.oauth.issuer}  (client ${simulator.oauth.clientId})
Keys            ${join(folder, 'keys.json')}`)
