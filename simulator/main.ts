import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../src/kernel/clock.ts'
import { createSimulator } from './index.ts'

/** `npm run simulator [-- --port 8790 --home DIR]`: the provider alone, for whoever wants to test against it. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8790' },
    host: { type: 'string', default: '127.0.0.1' },
    home: { type: 'string', default: process.env.TONGBAO_HOME ?? '.tongbao' },
    'client-id': { type: 'string' },
    'client-secret': { type: 'string' },
  },
})

const folder = resolve(values.home, 'simulator')
const simulator = await createSimulator({
  clock: systemClock,
  folder,
  host: values.host,
  port: Number(values.port),
  oauth: {
    ...(values['client-id'] === undefined ? {} : { clientId: values['client-id'] }),
    ...(values['client-secret'] === undefined ? {} : { clientSecret: values['client-secret'] }),
  },
})

console.log(`Simulator       ${simulator.url}/
Wallet          ${simulator.url}/wallet
API base        ${simulator.url}
Credentials     ${simulator.url}/control/credentials
Sign-in         ${simulator.oauth.issuer}  (client ${simulator.oauth.clientId})
Keys            ${join(folder, 'keys.json')}`)

let stopping = false
const stop = () => {
  if (stopping) return
  stopping = true
  void simulator.close().then(() => process.exit(0))
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
// Started by the product: its end, even a sudden one, is ours too.
process.on('disconnect', stop)
