import { announce, type Courier, type IsHeard, logEvents } from '../modules/message/index.ts'
import { isOnIn, nodeOf, readSwitches } from '../modules/push/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import { consumeOutbox, publishOutbox } from '../platform/outbox.ts'
import type { LoopSpec } from './loop.ts'

const BATCH = 500
/** Events wait this long for company at most: a commit a round would be paid for every batch of a busy hour. */
const REST_MS = 20

/**
 * From committed events to letters: `publisher` numbers them, `webhook_fanout` notes them in the event log and owes
 * them to those who listen,
 * `webhooks` sends what is due. `onNews` is called when a stage has given the next one something to do.
 */
export const outboxLoops = (db: Db, courier: Courier, onNews: (loop: string) => void): LoopSpec[] => [
  {
    name: 'publisher',
    everyMs: 1_000,
    restMs: REST_MS,
    givesWay: true,
    run: async () => {
      const published = await publishOutbox(db, BATCH)
      if (published > 0) for (const reader of ['webhook_fanout', 'push_reader']) onNews(reader)
      return published
    },
  },
  {
    name: 'webhook_fanout',
    everyMs: 2_000,
    restMs: REST_MS,
    full: BATCH,
    givesWay: true,
    run: async (now) => {
      let owed = 0
      const read = await consumeOutbox(
        db,
        'webhooks',
        now,
        async (tx, events) => {
          await logEvents(tx, events, now)
          owed = await announce(tx, events, now, await heardBy(tx))
        },
        BATCH,
      )
      if (owed > 0) onNews('webhooks')
      return read
    },
  },
  { name: 'webhooks', everyMs: 2_000, full: 1, run: (now) => courier.sweep(now) },
]

/** An event of a node that is switched off for webhooks stands in the log of events and is announced to nobody. */
async function heardBy(tx: Tx): Promise<IsHeard> {
  const isOn = isOnIn(await readSwitches(tx))
  return ({ type, data }, owner) => {
    const node = nodeOf(type, data)
    return node === null || isOn({ node, audience: owner === null ? 'platform' : 'merchant', way: 'webhook' })
  }
}
