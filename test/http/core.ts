import { createSimulator, type Simulator } from '../../simulator/index.ts'
import { createHandChannels } from '../../src/channels/hand/index.ts'
import { createWechatChannel } from '../../src/channels/wechat/index.ts'
import { type Flows, openFlows } from '../../src/flows/index.ts'
import type { Doors } from '../../src/http/doors.ts'
import { EVENTS } from '../../src/http/schemas/event.ts'
import type { Clock } from '../../src/kernel/clock.ts'
import { type CatalogCache, openCatalogCache } from '../../src/modules/catalog/index.ts'
import { openAccountBook } from '../../src/modules/ledger/index.ts'
import { type Webhooks, webhooks } from '../../src/modules/message/index.ts'
import { openPolicies, type PolicyCache } from '../../src/modules/payment/index.ts'
import { demoPort, openProofs, type Ports } from '../../src/modules/push/index.ts'
import { openRoutingBook, type RoutingBook } from '../../src/modules/routing/index.ts'
import type { Db } from '../../src/platform/db.ts'
import { openNumbers } from '../../src/platform/numbers.ts'
import { seal } from '../../src/platform/seal.ts'

export type TestCore = {
  readonly catalog: CatalogCache
  readonly flows: Flows
  readonly routing: RoutingBook
  readonly policies: PolicyCache
  readonly webhooks: Webhooks
  readonly push: Doors['push']
  readonly simulator: Simulator
  readonly close: () => Promise<void>
}

const BANK = { bank: '招商银行', accountName: '通宝', accountNo: '622200001111' }

/** The trade core with the simulator as its channel. Notices are asked for, not sent: nothing listens in these tests. */
export const openCore = async (db: Db, clock: Clock, secret: string): Promise<TestCore> => {
  const simulator = await createSimulator({ clock, port: 0, autorun: false, only: ['wechat'] })
  const wechat = createWechatChannel({ ...simulator.merchantCredentials, clock })
  const catalog = await openCatalogCache(db)
  const numbers = await openNumbers(db, clock)
  const routing = await openRoutingBook(db)
  const policies = await openPolicies(db)
  const flows = openFlows({
    db,
    clock,
    numbers,
    catalog,
    channels: { wechat, ...createHandChannels(BANK) },
    sharingChannels: new Set(['wechat']),
    accounts: openAccountBook(),
    routing,
    policies,
    notifyUrl: () => 'http://127.0.0.1:9/v1/channels/wechat/notices',
    channelTimeoutMs: 5_000,
  })
  return {
    catalog,
    flows,
    routing,
    policies,
    simulator,
    push: pushDoors(db, secret),
    webhooks: webhooks({
      db,
      seal: seal(secret, 'webhook'),
      resolve: async () => [{ address: '93.184.216.34', family: 4 }],
      reach: { allowPrivate: false },
      knownTypes: Object.keys(EVENTS),
    }),
    close: async () => {
      await flows.idle()
      await numbers.release()
      wechat.dispose()
      await simulator.close()
    },
  }
}

const pushDoors = (db: Db, secret: string): Doors['push'] => {
  const ports: Ports = { sms: demoPort('sms'), mail: demoPort('mail') }
  return { available: ['sms', 'mail'], proofs: openProofs({ db, secret, ports, timeoutMs: 1_000 }) }
}
