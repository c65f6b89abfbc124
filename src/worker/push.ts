import type { Teller } from '../flows/index.ts'
import type { Sender } from '../modules/push/index.ts'
import type { LoopSpec } from './loop.ts'

const BATCH = 500
/** Events wait this long for company at most. */
const REST_MS = 50

/**
 * Pushes: `push_reader` makes messages of published events, `push_reminders` of what time brings, and `push_sender`
 * sends what is due.
 */
export const pushLoops = (teller: Teller, sender: Sender): LoopSpec[] => [
  {
    name: 'push_reader',
    everyMs: 2_000,
    restMs: REST_MS,
    full: BATCH,
    givesWay: true,
    run: () => teller.readEvents(BATCH),
  },
  {
    name: 'push_reminders',
    everyMs: 10_000,
    run: async () => {
      const told = [
        await teller.remindBeforeClose(),
        await teller.remindPartPaid(BATCH),
        await teller.remindDueParts(),
      ]
      return told.reduce((sum, count) => sum + count, 0)
    },
  },
  { name: 'push_sender', everyMs: 2_000, full: 1, run: (now) => sender.sweep(now) },
]
