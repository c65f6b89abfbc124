import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { systemClock } from '../kernel/clock.ts'
import { type LoopSpec, startLoop } from './loop.ts'

const started = (spec: Partial<LoopSpec> & Pick<LoopSpec, 'run'>) => {
  const rounds: { done: number; failed: boolean }[] = []
  const pauses: number[] = []
  const loop = startLoop(
    { name: 'test', everyMs: 10_000, ...spec },
    {
      clock: systemClock,
      observe: ({ done, failed }) => rounds.push({ done, failed }),
      onFailure: (_name, _error, pauseMs) => pauses.push(pauseMs),
    },
  )
  return { loop, rounds, pauses }
}

it('[L8] a loop never overlaps itself, however often it is woken; a wake during a round is not lost', async () => {
  let running = 0
  let most = 0
  const { loop, rounds } = started({
    run: async () => {
      running += 1
      most = Math.max(most, running)
      await sleep(5)
      running -= 1
      return 1
    },
  })
  for (let i = 0; i < 20; i++) {
    loop.wake()
    await sleep(2)
  }
  await vi.waitFor(() => expect(running).toBe(0))
  expect(most).toBe(1)
  expect(rounds.length).toBeGreaterThan(3)
  await loop.stop()
})

it('a full round is followed at once by the next, a round that did less is not', async () => {
  let left = 25
  const { loop, rounds } = started({
    full: 10,
    run: async () => {
      const done = Math.min(left, 10)
      left -= done
      return done
    },
  })
  loop.wake()
  await vi.waitFor(() => expect(rounds.map(({ done }) => done)).toEqual([10, 10, 5]))
  await sleep(30)
  expect(rounds).toHaveLength(3)
  await loop.stop()
})

it('a loop that rests begins no round sooner, whether it is woken during a round or after one; a lone wake waits for nothing', async () => {
  const begun: number[] = []
  const { loop } = started({
    restMs: 150,
    run: async () => {
      begun.push(performance.now())
      return 1
    },
  })
  loop.wake()
  await vi.waitFor(() => expect(begun).toHaveLength(1))
  const waking = setInterval(() => loop.wake(), 2)
  await vi.waitFor(() => expect(begun.length).toBeGreaterThanOrEqual(4), 5_000)
  clearInterval(waking)
  const gaps = begun.slice(1).map((at, i) => at - begun[i]!)
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(148)
  await sleep(400)
  const [rounds, woken] = [begun.length, performance.now()]
  loop.wake()
  await vi.waitFor(() => expect(begun).toHaveLength(rounds + 1), { interval: 1 })
  expect(begun.at(-1)! - woken).toBeLessThan(120)
  await loop.stop()
})

it('a failing loop pauses longer each time, is not hurried by waking, and recovers', async () => {
  let broken = true
  const { loop, rounds, pauses } = started({
    everyMs: 10,
    run: async () => {
      if (broken) throw new Error('database away')
      return 0
    },
  })
  const waking = setInterval(() => loop.wake(), 1)
  await vi.waitFor(() => expect(pauses.length).toBeGreaterThanOrEqual(4))
  broken = false
  await vi.waitFor(() => expect(rounds.at(-1)).toEqual({ done: 0, failed: false }), 2_000)
  clearInterval(waking)
  for (let i = 1; i < 4; i++) expect(pauses[i]).toBeGreaterThan(pauses[i - 1]!)
  await loop.stop()
})

it('stopping waits for the round under way, whose signal is aborted, and no other begins', async () => {
  let ended = false
  const { loop, rounds } = started({
    run: async (_now, signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      await sleep(10)
      ended = true
      return 0
    },
  })
  loop.wake()
  await sleep(20)
  await loop.stop()
  expect(ended).toBe(true)
  loop.wake()
  await sleep(20)
  expect(rounds).toHaveLength(1)
})

it.each([
  ['busy', 1, 15],
  ['free', 0, 40],
])('a loop that gives way does half as much while the process is %s', async (_name, busy, atMost) => {
  let rounds = 0
  const loop = startLoop(
    {
      name: 'test',
      everyMs: 1,
      full: 1,
      givesWay: true,
      run: async () => {
        rounds += 1
        await sleep(20)
        return 1
      },
    },
    { clock: systemClock, busy: () => busy, observe: () => {}, onFailure: () => {} },
  )
  await sleep(500)
  await loop.stop()
  expect(rounds).toBeGreaterThan(3)
  expect(rounds).toBeLessThanOrEqual(atMost)
})
