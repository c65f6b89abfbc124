import { setTimeout as sleep } from 'node:timers/promises'
import { Wire, type WireAnswer, type WireRequest } from './wire.ts'

export type Load = {
  readonly port: number
  readonly connections: number
  /** How many requests; the `i`-th is made by `request(i)`. */
  readonly count: number
  readonly request: (i: number) => WireRequest
  readonly onAnswer?: (i: number, answer: WireAnswer) => void
}

export type LoadResult = {
  readonly seconds: number
  readonly statuses: Readonly<Record<number, number>>
  /** Milliseconds of each answer, in the order of the requests. */
  readonly times: Float64Array
}

/** As fast as the answers come: each connection asks again when it was answered. */
export async function closedLoop(load: Load): Promise<LoadResult> {
  const wires = Array.from({ length: load.connections }, () => new Wire(load.port))
  const tally = tallyOf(load)
  let next = 0
  const began = performance.now()
  await Promise.all(
    wires.map(async (wire) => {
      while (next < load.count) {
        const i = next++
        const asked = performance.now()
        tally.take(i, await wire.ask(load.request(i)), performance.now() - asked)
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  for (const wire of wires) wire.close()
  return { seconds, statuses: tally.statuses, times: tally.times }
}

/**
 * At a fixed rate, whether or not the answers keep up. A time counts from the moment at which the request was due,
 * so a server that stalls cannot hide it by being asked less (coordinated omission).
 */
export async function openLoop(load: Load, perSecond: number): Promise<LoadResult> {
  const wires = Array.from({ length: load.connections }, () => new Wire(load.port))
  const tally = tallyOf(load)
  const answered: Promise<void>[] = []
  const began = performance.now()
  for (let i = 0; i < load.count; ) {
    const dueUntil = Math.min(load.count, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1)
    for (; i < dueUntil; i++) {
      const index = i
      const due = began + (index / perSecond) * 1000
      const wire = wires[index % wires.length]!
      answered.push(
        wire.ask(load.request(index)).then((answer) => tally.take(index, answer, performance.now() - due)),
      )
    }
    await sleep(1)
  }
  await Promise.all(answered)
  const seconds = (performance.now() - began) / 1000
  for (const wire of wires) wire.close()
  return { seconds, statuses: tally.statuses, times: tally.times }
}

function tallyOf(load: Load) {
  const statuses: Record<number, number> = {}
  const times = new Float64Array(load.count)
  const take = (i: number, answer: WireAnswer, ms: number): void => {
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
    times[i] = ms
    load.onAnswer?.(i, answer)
  }
  return { statuses, times, take }
}
