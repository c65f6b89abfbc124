import { expect, it } from 'vitest'
import { KINDS } from './mix.ts'
import { STRIKES } from './provider-facts.ts'
import { campaign, report } from './seeds.ts'
import { memoryStage } from './stage-memory.ts'

const PAYMENTS = 3_000

function* fromOne(): Generator<number> {
  for (let seed = 1; ; seed++) yield seed
}

/** The same worlds each time, so that a red run is red for everybody; `npm run simulate` plays as many as one likes. */
it('[AB12] [N5] [N7] thousands of payments from fixed seeds, every fault striking: no invariant breaks', async () => {
  if (process.env.SEED) return
  const { red, payments, crashes, mix, struck } = await campaign('fixed seeds', fromOne(), memoryStage, {
    payments: PAYMENTS,
  })
  expect(report(red)).toBe('')
  expect(payments).toBeGreaterThanOrEqual(PAYMENTS)
  expect(crashes).toBeGreaterThan(100)
  expect(KINDS.filter((kind) => mix[kind] === 0)).toEqual([])
  expect(STRIKES.filter((strike) => struck[strike] === 0)).toEqual([])
}, 300_000)
