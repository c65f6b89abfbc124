import { systemClock } from '../../src/kernel/clock.ts'
import { gatewayPort, openSender } from '../../src/modules/push/index.ts'
import { openDb, openPool } from '../../src/platform/db.ts'

/** A process that sends what is due to a gateway; whoever takes its letter kills it. `node doomed-sender.ts <url> <gateway>` */
const [url = '', gateway = ''] = process.argv.slice(2)
const db = openDb(openPool({ url, max: 2, name: 'tongbao doomed sender' }))
const sender = openSender({
  db,
  clock: systemClock,
  ports: {
    sms: gatewayPort('sms', { url: gateway, keyId: 'k', secret: 'a shared secret of ours' }, systemClock),
  },
  perWay: 1,
  timeoutMs: 10_000,
  onRoom: () => {},
  onDefect: (error) => {
    throw error
  },
})
await sender.sweep(systemClock.now())
await sender.settled()
await db.destroy()
