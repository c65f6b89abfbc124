import type { Channel } from '../../src/channels/index.ts'
import { createMockChannel } from '../../src/channels/mock/index.ts'
import type { StartCombined } from '../../src/flows/combine.ts'
import { openFlows } from '../../src/flows/index.ts'
import { virtualClock } from '../../src/kernel/clock.ts'
import { openAccountBook } from '../../src/modules/ledger/index.ts'
import { openDb, openPool } from '../../src/platform/db.ts'
import { openNumbers } from '../../src/platform/numbers.ts'
import { marketGoods } from './goods.ts'
import { address } from './shop.ts'

/**
 * A process of the test market that SIGKILLs itself when a lane reaches the point: nothing is closed, nothing rolled
 * back by hand. `node doomed.ts <url> <operation> <point> <deed>`; the deed is JSON.
 */
export type Deed = { readonly at: string } & (
  | { readonly kind: 'expire' }
  /** Takes held money; the channel takes it, and nobody writes that down. */
  | { readonly kind: 'capture'; readonly attemptNo: string }
  /** Begins to pay several trades at once; no channel is ever called. */
  | { readonly kind: 'together'; readonly start: Omit<StartCombined, 'now'> }
  | {
      readonly kind: 'place'
      readonly buyerId: string
      readonly key: string
      readonly lines: readonly (readonly [skuId: number, quantity: number])[]
    }
)

/** A channel that takes the money and is the last thing that its caller sees. */
const takesAndDies = (): Channel => {
  const { channel } = createMockChannel({ clock })
  return {
    ...channel,
    authorizing: {
      holdDays: 7,
      capture: async () => {
        process.kill(process.pid, 'SIGKILL')
        return { kind: 'unknown', reason: 'timeout' }
      },
    },
  }
}

const [url = '', doomed = '', point = '', text = '{}'] = process.argv.slice(2)
const deed = JSON.parse(text) as Deed
const clock = virtualClock(new Date(deed.at))
const db = openDb(openPool({ url, max: 2, name: 'tongbao doomed' }))
const flows = openFlows({
  db,
  clock,
  numbers: await openNumbers(db, clock),
  catalog: marketGoods().catalog,
  channels: deed.kind === 'capture' ? { mock: takesAndDies() } : {},
  accounts: openAccountBook(),
  notifyUrl: () => '',
  channelTimeoutMs: 1_000,
  crash: (at, operation) => {
    if (at === point && operation === doomed) process.kill(process.pid, 'SIGKILL')
  },
})

if (deed.kind === 'expire') await flows.sweeps.expireTrades()
else if (deed.kind === 'capture') {
  const command = { caller: 'staff:1', key: 'capture', requestHash: '', actor: 'staff:1' }
  await flows.actOnHold({ ...command, attemptNo: deed.attemptNo, action: 'capture', amount: null })
} else if (deed.kind === 'together') {
  await flows.lanes.startCombined.submit({ ...deed.start, now: clock.now() })
} else {
  const lines = deed.lines.map(([skuId, quantity]) => ({ skuId, quantity }))
  const priced = flows.quote(lines)
  await flows.place({
    caller: `buyer:${deed.buyerId}`,
    key: deed.key,
    requestHash: JSON.stringify(deed.lines),
    buyerId: deed.buyerId,
    lines,
    quoteHash: priced.ok ? priced.value.quote.hash : '',
    address,
    invoice: null,
    remarks: {},
    channel: 'web',
  })
}
await db.destroy()
