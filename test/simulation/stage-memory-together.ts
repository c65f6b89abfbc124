import type { ChannelCalls } from '../../src/flows/channel-calls.ts'
import { startCombinedLane } from '../../src/flows/combine.ts'
import type { worldLane } from '../../src/flows/world.ts'
import { shardOfNumber } from '../../src/kernel/number.ts'
import type { Offer } from '../../src/modules/routing/index.ts'
import type { Memory } from './memory.ts'
import type { LaneOf } from './memory-lane.ts'
import type { Stage } from './stage.ts'

type Paying = {
  readonly offer: Offer
  readonly now: () => Date
  readonly afterClosing: <T extends { ok: boolean }>(submit: () => Promise<T>) => Promise<T>
}

/** Several trades are paid at once, on tables in memory. */
export function togetherDeeds(
  memory: Memory,
  wiring: Parameters<typeof worldLane>[0],
  laneOf: LaneOf,
  { presentCombined }: Pick<ChannelCalls, 'presentCombined'>,
  { offer, now, afterClosing }: Paying,
): Pick<Stage, 'payTogether'> {
  const startCombined = laneOf(startCombinedLane(wiring), ({ tradeNos, now: at }) => ({
    ...memory.load(tradeNos, [], at),
    members: memory.membersOf(tradeNos),
  }))
  return {
    async payTogether(tradeNos, buyerId, key) {
      const shard = shardOfNumber(tradeNos[0]!)
      const combinedNo = memory.nextNo('attempt', shard)
      const attemptNos = tradeNos.map(() => memory.nextNo('attempt', shard))
      const submit = () =>
        startCombined.submit({
          caller: 'sim',
          key,
          requestHash: tradeNos.join(),
          now: now(),
          actor: { id: `buyer:${buyerId}`, by: 'buyer' as const },
          tradeNos,
          attemptNos,
          combinedNo,
          channel: 'mock',
          method: 'native',
          choice: { rules: [], offers: [offer], excluded: [] },
        })
      const started = await afterClosing(submit)
      if (started.ok) await presentCombined(started.value.combinedNo)
    },
  }
}
