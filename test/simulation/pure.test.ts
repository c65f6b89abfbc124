import { describe, expect, it } from 'vitest'
import { campaign, report, seedsToPlay } from './seeds.ts'
import { memoryStage } from './stage-memory.ts'

const WORLDS = Number(process.env.SIM_WORLDS ?? 1_700)

describe('simulation of the pure core', () => {
  it('[AB12] [G3] [I6] [J9] no invariant breaks in ≥ 100,000 commands of faulty worlds; ≥ 1,000 worlds in a minute of the processor', async () => {
    const { red, commands, perCpuMinute } = await campaign('pure core', seedsToPlay(WORLDS), memoryStage)
    expect(report(red)).toBe('')
    if (process.env.SEED) return
    expect(perCpuMinute).toBeGreaterThanOrEqual(1_000)
    if (WORLDS >= 1_700) expect(commands).toBeGreaterThanOrEqual(100_000)
  }, 300_000)
})
