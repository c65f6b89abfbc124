import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import type { StartCombined } from '../../src/flows/combine.ts'
import { HOUR, SECOND } from '../../src/kernel/clock.ts'
import type { CrashPoint } from '../../src/platform/lane.ts'
import type { Deed } from '../support/doomed.ts'
import { value } from '../support/outcome.ts'
import { openWechatMarket, type WechatMarket } from '../support/wechat-market.ts'

let market: WechatMarket
beforeAll(async () => {
  market = await openWechatMarket()
})
afterAll(() => market.close())

const POINTS: readonly CrashPoint[] = ['claimed', 'loaded', 'decided', 'saved', 'committed']
const doomed = fileURLToPath(new URL('../support/doomed.ts', import.meta.url))

/** Runs a deed in a process that dies by SIGKILL at the point; resolves with the signal that ended it. */
const die = async (point: CrashPoint, deed: Deed): Promise<string | null> => {
  const args = [doomed, market.database.url, 'combined.start', point, JSON.stringify(deed)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal
}

const written = async (nos: readonly string[]) => {
  const { rows } = await sql<{ attempts: number; payments: number }>`
    select (select count(*)::int from attempt where payable_no = any(${`{${nos.join()}}`}::text[])) as attempts,
      (select count(*)::int from payment where payable_no = any(${`{${nos.join()}}`}::text[])) as payments`.execute(
    market.database.db,
  )
  return rows[0]
}

describe('a process killed while several trades begin to be paid at once', () => {
  it.each(POINTS)(
    '[N19] at "%s": all of them have begun or none, and the money arrives once',
    async (point) => {
      const nos = await market.placed(`k-${point}`, 11, 21, 12)
      const shard = Number(nos[0]!.slice(-2))
      const next = () => market.numbers.next('attempt', 'system', shard)
      const offer = { account: 'wechat', currencies: ['CNY'], firstQueryMs: 5 * SECOND, longestMs: HOUR }
      const actor = { id: `buyer:k-${point}`, by: 'buyer' as const }
      const start: Omit<StartCombined, 'now'> = {
        caller: actor.id,
        key: 'only-key',
        requestHash: nos.join(),
        actor,
        tradeNos: nos,
        attemptNos: nos.map(next),
        combinedNo: next(),
        channel: 'wechat',
        method: 'native',
        choice: { rules: [], offers: [{ ...offer, successRate: 1, isBroken: false }], excluded: [] },
      }
      expect(await die(point, { kind: 'together', start, at: market.clock.now().toISOString() })).toBe(
        'SIGKILL',
      )
      const all = { attempts: 3, payments: 3 }
      expect(await written(nos)).toEqual(point === 'committed' ? all : { attempts: 0, payments: 0 })
      // The buyer, who got no answer, asks again with the same key, through this process.
      const asked = { key: start.key, requestHash: start.requestHash }
      const { combinedNo, parts } = value(await market.together(`k-${point}`, nos, asked))
      if (point === 'committed') expect(combinedNo).toBe(start.combinedNo)
      expect(await written(nos)).toEqual(all)
      expect(parts.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready'])
      expect(market.confirm(combinedNo)).toBe(true)
      await market.notified()
      expect(await market.states(combinedNo)).toEqual(['succeeded', 'succeeded', 'succeeded'])
      const { found } = await audit(market.database.db, 'whole', market.clock.now())
      expect(found).toEqual([])
    },
  )
})
