import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { type Db, openDb, openPool } from '../../src/platform/db.ts'
import { channelOf } from '../simulation/channel.ts'
import { openProvider, type Provider } from '../simulation/provider.ts'
import { stockUp } from '../simulation/stage-sql.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { type Ambush, type Fleet, openFleet } from './fleet.ts'
import type { Ask } from './protocol.ts'
import { carry, rested, wallClock } from './scene.ts'
import { until } from './until.ts'

const ROUNDS = Number(process.env.TORTURE_AFTER_ROUNDS ?? 1)
const BUYERS = 3
/** So long a customer asks for what is not possible yet; then he buys something else. */
const COMES_IN_MS = 30_000
/**
 * Held money is taken; a part of it is shared out, agreed on, sent, asked back; a dispute about it is answered. Each
 * call is caught before it was carried out, after it, and where it has just been answered.
 */
const AMBUSHES = [
  ['capture', 'called'],
  ['capture', 'carried_out'],
  ['capture', 'answered'],
  ['split', 'asked'],
  ['agree', 'asked'],
  ['share', 'called'],
  ['share', 'carried_out'],
  ['share', 'answered'],
  ['recall', 'asked'],
  ['giveBack', 'called'],
  ['giveBack', 'carried_out'],
  ['giveBack', 'answered'],
  ['defend', 'asked'],
  ['respond', 'called'],
  ['respond', 'carried_out'],
  ['respond', 'answered'],
] as const satisfies readonly Parameters<Ambush>[]

let cluster: Cluster
let db: Db
beforeAll(async () => {
  cluster = await openCluster()
  db = openDb(openPool({ url: cluster.url, max: 2, name: 'tongbao torture check' }))
  await stockUp(db, 500)
}, 300_000)
afterAll(async () => {
  await db.destroy()
  await cluster.remove()
}, 300_000)

type Scene = {
  readonly fleet: Fleet
  readonly provider: Provider
  readonly told: { readonly trades: { tradeNo: string; buyerId: string }[]; readonly sharings: string[] }
  readonly state: { isOver: boolean }
}

describe('torture of captures, shared money and disputes', () => {
  it('[AB13] [P7] killed while money is taken, shared out, asked back or defended: each happens once, as was told', async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
    const provider = openProvider(seed, wallClock, false)
    // The kills are what goes wrong here.
    provider.faults.isHonest = true
    const channel = channelOf(provider, wallClock)
    const waiting = Array.from({ length: ROUNDS }, () => AMBUSHES).flat()
    const planned = waiting.length
    const fleet = openFleet([cluster.url, cluster.url], channel, (what, moment) => {
      const next = waiting.findIndex((one) => one[0] === what && one[1] === moment)
      if (next < 0) return false
      waiting.splice(next, 1)
      return true
    })
    const scene: Scene = { fleet, provider, told: { trades: [], sharings: [] }, state: { isOver: false } }
    const { told, state } = scene
    const post = { isOver: false }
    const carrying = carry(fleet, provider, channel, post)
    let left: string[] = []
    try {
      const shopping = Array.from({ length: BUYERS }, (_, i) => customer(`b${i}`, scene))
      await until(() => waiting.length === 0)
      state.isOver = true
      await Promise.all(shopping)
      for (const [i, trade] of told.trades.entries()) await fleet.insist(`x${i}`, { op: 'cancel', ...trade })
      left = await rested(db, provider, () => {
        for (const { disputeNo } of provider.claims.open()) provider.claims.move(disputeNo)
      })
    } finally {
      state.isOver = true
      post.isOver = true
      await carrying
      await fleet.stop()
    }
    const figures = `${planned - waiting.length} kills, ${told.sharings.length} sharings, ${provider.claims.all.size} disputes`
    console.log(`torture after payment: ${figures} (SEED=${seed})`)
    expect(waiting, 'moments at which nobody was caught').toEqual([])
    expect(left, 'at rest, as the provider has it').toEqual([])
    expect((await audit(db, 'whole', new Date())).found, 'the auditor').toEqual([])
    const { rows } = await sql<{ no: string }>`select sharing_no as no from sharing`.execute(db)
    expect(rows.map(({ no }) => no).sort(), 'one sharing for each request').toEqual([...told.sharings].sort())
  }, 1_200_000)
})

/** Buys, has the money held, and lets happen to it what happens to money; insists on every answer. */
async function customer(buyerId: string, scene: Scene): Promise<void> {
  const { fleet, provider, told, state } = scene
  for (let turn = 1; !state.isOver; turn++) {
    const key = `${buyerId}/${turn}`
    const placed = await fleet.insist(key, { op: 'place', buyerId, lines: [{ skuId: 12, quantity: 1 }] })
    if (placed.kind === 'refused') continue
    const { tradeNo } = placed.value as { tradeNo: string }
    told.trades.push({ tradeNo, buyerId })
    const tried = await fleet.insist(`${key}p`, { op: 'pay', tradeNo, buyerId, isHeld: true })
    if (tried.kind === 'refused') continue
    const { attemptNo } = tried.value as { attemptNo: string }
    provider.pay(attemptNo)
    await shareOut(`${key}s`, attemptNo, scene)
    provider.claims.ask(attemptNo)
    await once(`${key}d`, { op: 'defend', attemptNo }, scene)
  }
}

/** A part is shared out as soon as the money was taken, and half of that asked back. */
async function shareOut(key: string, attemptNo: string, scene: Scene): Promise<void> {
  const split = await once(key, { op: 'split', attemptNo, amount: 1_000 }, scene)
  if (!split) return
  const { sharingNo } = split as { sharingNo: string }
  scene.told.sharings.push(sharingNo)
  await scene.fleet.insist(`${key}a`, { op: 'agree', sharingNo })
  await once(`${key}r`, { op: 'recall', sharingNo, amount: 500 }, scene)
}

/** Asked for until it is possible; then it happened once. */
async function once(key: string, ask: Ask, { fleet, state }: Scene): Promise<unknown> {
  const limit = Date.now() + COMES_IN_MS
  for (let tries = 0; !state.isOver && Date.now() < limit; tries++) {
    const answer = await fleet.insist(`${key}/${tries}`, ask)
    if (answer.kind === 'acknowledged') return answer.value
    await sleep(100)
  }
  return undefined
}
