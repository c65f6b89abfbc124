import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openBusy } from './busy.ts'

const work = (ms: number): void => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

it('who asks when his work begins and when it ends hears the mean of work and pauses, not the one or the other', async () => {
  const busy = openBusy()
  const heard: { begins: number; ends: number }[] = []
  for (let round = 0; round < 12; round++) {
    await sleep(80)
    const begins = busy()
    work(80)
    // The work counts as such when the turn of the event loop that did it has ended.
    await sleep(1)
    heard.push({ begins, ends: busy() })
  }
  const later = heard.slice(6)
  const mean = (of: 'begins' | 'ends') => later.reduce((sum, one) => sum + one[of], 0) / later.length
  expect(mean('begins')).toBeGreaterThan(0.2)
  expect(mean('ends')).toBeLessThan(0.8)
  expect(mean('ends')).toBeGreaterThan(mean('begins'))
})
