import { expect, it } from 'vitest'
import { openSluice } from './sluice.ts'

/** Sends whatever there is room for, every 5 ms for so many seconds; returns letters a second. */
function sendFor(seconds: number, busy: () => number): number {
  let now = 0
  const sluice = openSluice({ most: 128, busy, stopwatch: () => now })
  let sent = 0
  for (; now < seconds * 1000; now += 5) {
    for (let room = sluice.room(); room > 0; room--) {
      // Answered at once.
      sluice.enter()()
      sent += 1
    }
  }
  return sent / seconds
}

it.each([
  ['a process at rest', 0, 8_000, 10_100],
  ['one with much to do', 0.4, 8_000, 10_100],
  ['one that has all hands full', 1, 195, 800],
])('%s sends as many letters as it can bear', (_name, busy, least, most) => {
  const perSecond = sendFor(10, () => busy)
  expect(perSecond).toBeGreaterThanOrEqual(least)
  expect(perSecond).toBeLessThanOrEqual(most)
})

it('letters settle where what they cost and what others need fill the bound together', () => {
  // Others take 10 %; a letter costs a fifth of a millisecond, which shows in the next look.
  let lately = 0
  let now = 0
  const sluice = openSluice({ most: 128, busy: () => Math.min(1, 0.1 + lately), stopwatch: () => now })
  const rates: number[] = []
  for (let at = 0; at < 100; at++) {
    let sent = 0
    for (const until = now + 100; now < until; now += 5)
      for (let room = sluice.room(); room > 0; room--) {
        sluice.enter()()
        sent += 1
      }
    lately = (sent * 0.2) / 100
    rates.push(sent * 10)
  }
  const settled = rates.slice(50).reduce((sum, rate) => sum + rate, 0) / 50
  expect(settled).toBeGreaterThan(1_500)
  expect(settled).toBeLessThan(2_500)
})

it('who may send no more is told when he may again', () => {
  let now = 0
  const sluice = openSluice({ most: 16, busy: () => 1, stopwatch: () => now })
  let leaves: (() => void)[] = []
  for (let turn = 0; turn < 200; turn++, now += 100) {
    leaves = Array.from({ length: sluice.room() }, () => sluice.enter())
    for (const leave of leaves) leave()
  }
  while (sluice.room() > 0) sluice.enter()()
  const waitMs = sluice.waitMs()
  expect(waitMs).toBeGreaterThan(0)
  expect(waitMs).toBeLessThanOrEqual(100)
  now += waitMs
  expect(sluice.room()).toBeGreaterThan(0)
})

it('letters that hang hold no place of the quick, until there are too many', async () => {
  const sluice = openSluice({ most: 8 })
  const leaves = Array.from({ length: 8 }, () => sluice.enter())
  expect(sluice.room()).toBe(0)
  await new Promise((resolve) => setTimeout(resolve, 1_050))
  expect(sluice.room()).toBe(8)
  for (const leave of leaves) leave()
})
