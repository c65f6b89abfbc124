import type { ChannelCalls } from '../../src/flows/channel-calls.ts'
import type { Lanes } from '../../src/flows/lanes.ts'
import { shardOfNumber } from '../../src/kernel/number.ts'
import { copyOf } from './copy.ts'
import type { Memory } from './memory.ts'
import { type Stage, WAYS } from './stage.ts'

type Calls = Pick<ChannelCalls, 'takePart'> & {
  readonly settleAttempt: (attemptNo: string) => Promise<void>
}

/** What becomes of held money, on tables in memory, as the product's doors have it done. */
export function holdDeeds(
  memory: Memory,
  { actOnHold }: Pick<Lanes, 'actOnHold'>,
  { takePart, settleAttempt }: Calls,
  now: () => Date,
): Pick<Stage, 'actOnHold' | 'takePart' | 'promisedBy'> {
  const request = (key: string, body: string) => ({ caller: 'sim', key, requestHash: body, now: now() })
  const attemptOf = (no: string) => memory.snapshot().attempts.find((attempt) => attempt.attemptNo === no)
  return {
    async actOnHold(attemptNo, action, amount, key) {
      const command = { ...request(key, `${attemptNo}/${action}`), subject: attemptNo, action, amount }
      if ((await actOnHold.submit({ ...command, actor: 'staff:1' })).ok) await settleAttempt(attemptNo)
    },
    async takePart(attemptNo, amount, key) {
      const partNo = memory.nextNo('attempt', shardOfNumber(attemptNo))
      const wish = { subject: attemptNo, action: 'capture' as const, amount, partNo, actor: 'staff:1' }
      const acted = await actOnHold.submit({ ...request(key, `${attemptNo}/${amount}`), ...wish })
      const attempt = acted.ok ? attemptOf(acted.value.partNo ?? attemptNo) : undefined
      if (attempt && !(await takePart(copyOf(attempt)))) await settleAttempt(attempt.attemptNo)
    },
    promisedBy: async (way) =>
      memory
        .snapshot()
        .attempts.filter((one) => one.state === 'authorized' && one.method === WAYS[way].method)
        .map(({ attemptNo }) => attemptNo),
  }
}
