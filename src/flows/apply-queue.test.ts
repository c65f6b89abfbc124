import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { applyQueue } from './apply-queue.ts'

const crowd = Array.from({ length: 450 }, (_, id) => id)

/** Applies a crowd, each group in so many milliseconds; tells in what groups and how long it rested between them. */
async function applied({
  busy,
  tookMs,
  isWaitedFor = true,
}: {
  busy: number
  tookMs: number
  isWaitedFor?: boolean
}) {
  let now = 0
  const groups: number[][] = []
  const ended: number[] = []
  const rests: number[] = []
  let group: number[] = []
  const queue = applyQueue(
    async (id) => {
      if (group.length === 0 && ended.length > 0) rests.push(performance.now() - ended.at(-1)!)
      group.push(id)
      await sleep(1)
      if (group.length > 0) {
        groups.push(group)
        group = []
        now += tookMs
        ended.push(performance.now())
      }
    },
    { busy: () => busy, stopwatch: () => now },
    () => isWaitedFor,
  )
  for (const id of crowd) queue.add(id)
  for (const id of crowd) queue.add(id)
  expect(queue.isWaiting(449)).toBe(true)
  await queue.idle()
  expect(queue.isWaiting(449)).toBe(false)
  return { groups, rests }
}

it('[N19] what waits is applied once each, in its order, in groups', async () => {
  const { groups } = await applied({ busy: 0, tookMs: 10 })
  expect(groups.flat()).toEqual(crowd)
  // Two that are full are begun side by side.
  expect(groups.map((group) => group.length)).toEqual([1, 400, 49])
})

it('while the process is busy it rests between groups, three times as long as they take', async () => {
  const { rests } = await applied({ busy: 1, tookMs: 20 })
  for (const restMs of rests) expect(restMs).toBeGreaterThan(50)
})

it('a process that is busy with applying alone does not rest for itself', async () => {
  const { rests } = await applied({ busy: 1, tookMs: 200, isWaitedFor: false })
  for (const restMs of rests) expect(restMs).toBeLessThan(200)
})

it('what has waited for five seconds waits no more, however busy the process is', async () => {
  const { rests } = await applied({ busy: 1, tookMs: 6_000 })
  // After the first group all that is left is late.
  for (const restMs of rests.slice(1)) expect(restMs).toBeLessThan(200)
})

it('a piece that cannot be applied holds up none behind it', async () => {
  const seen: number[] = []
  const queue = applyQueue(
    async (id) => {
      seen.push(id)
      if (id === 1) throw new Error('cannot be applied')
    },
    {},
    () => false,
  )
  for (const id of [1, 2, 3]) queue.add(id)
  await queue.idle()
  expect(seen).toEqual([1, 2, 3])
})
