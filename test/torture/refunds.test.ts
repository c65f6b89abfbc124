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
import { carry, rested, wallClock } from './scene.ts'
import { until } from './until.ts'

const ROUNDS = Number(process.env.TORTURE_REFUND_ROUNDS ?? 2)
const BUYERS = 4
const ORDERED = 3
/** So long a customer asks for what is not possible yet; then he buys something else. */
const COMES_IN_MS = 30_000
/** A refund is requested, approved, sent (twice: the provider did nothing yet, or did it), answered; once it is told of. */
const AMBUSHES = [
  ['refund', 'asked'],
  ['approve', 'asked'],
  ['refund', 'called'],
  ['refund', 'carried_out'],
  ['refund', 'answered'],
  ['queryRefund', 'answered'],
  ['notice', 'asked'],
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

type Told = {
  readonly trades: { tradeNo: string; buyerId: string }[]
  readonly requests: string[]
  readonly approvals: string[]
}
type Scene = {
  readonly fleet: Fleet
  readonly provider: Provider
  readonly told: Told
  readonly state: { isOver: boolean }
}

describe('torture of refunds', () => {
  it('[AB13] [N15] killed while a refund is requested, approved, sent or answered: none is lost, none is paid twice', async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
    const provider = openProvider(seed, wallClock, false)
    const channel = channelOf(provider, wallClock)
    const waiting = Array.from({ length: ROUNDS }, () => AMBUSHES).flat()
    const planned = waiting.length
    const fleet = openFleet([cluster.url, cluster.url], channel, (what, moment) => {
      const [next] = waiting
      if (next?.[0] !== what || next[1] !== moment) return false
      waiting.shift()
      return true
    })
    const told: Told = { trades: [], requests: [], approvals: [] }
    const state = { isOver: false }
    const post = { isOver: false }
    const carrying = carry(fleet, provider, channel, post)
    let left: string[] = []
    try {
      const scene = { fleet, provider, told, state }
      const shopping = Array.from({ length: BUYERS }, (_, i) => customer(`b${i}`, scene))
      await until(() => waiting.length === 0)
      state.isOver = true
      await Promise.all(shopping)
      provider.faults.isHonest = true
      for (const [i, trade] of told.trades.entries()) await fleet.insist(`x${i}`, { op: 'cancel', ...trade })
      left = await rested(db, provider)
    } finally {
      state.isOver = true
      post.isOver = true
      await carrying
      await fleet.stop()
    }
    const asked = told.requests.length
    console.log(`torture of refunds: ${planned - waiting.length} kills, ${asked} refunds (SEED=${seed})`)
    expect(waiting, 'moments at which nobody was caught').toEqual([])
    expect(left, 'at rest, as the provider has it').toEqual([])
    expect((await audit(db, 'whole', new Date())).found, 'the auditor').toEqual([])
    await expectOnce(told, provider)
  }, 1_200_000)
})

async function expectOnce({ requests, approvals }: Told, provider: Provider): Promise<void> {
  const { rows } = await sql<{ no: string; order: string; state: string; amount: number }>`
    select refund_no as no, item_no as order, state, amount from refund where source = 'item'`.execute(db)
  expect(rows.map(({ no }) => no).sort(), 'one refund for each request, and no other').toEqual(
    [...requests].sort(),
  )
  const undecided = new Set(rows.filter(({ state }) => state === 'requested').map(({ no }) => no))
  expect(
    approvals.filter((no) => undecided.has(no)),
    'an approval that was acknowledged and lost',
  ).toEqual([])
  const paid = [...provider.paybacks.values()].filter(({ ending }) => ending === 'done')
  for (const { attemptNo, taken } of provider.bills.values()) {
    const back = paid.filter((one) => one.attemptNo === attemptNo).map(({ amount }) => amount)
    expect(back.reduce((sum, amount) => sum + amount, 0)).toBeLessThanOrEqual(taken)
  }
  const returned = new Set(rows.filter(({ state }) => state === 'succeeded').map(({ no }) => no))
  expect(
    paid.map(({ refundNo }) => refundNo).filter((no) => requests.includes(no) && !returned.has(no)),
  ).toEqual([])
}

/** Buys several of a thing, pays, and gives them back one after the other; insists on every answer. */
async function customer(buyerId: string, scene: Scene): Promise<void> {
  const { fleet, provider, told, state } = scene
  for (let turn = 1; !state.isOver; turn++) {
    const key = `${buyerId}/${turn}`
    const lines = [{ skuId: 12, quantity: ORDERED }]
    const placed = await fleet.insist(key, { op: 'place', buyerId, lines })
    if (placed.kind === 'refused') continue
    const { tradeNo, orders } = placed.value as { tradeNo: string; orders: { orderNo: string }[] }
    told.trades.push({ tradeNo, buyerId })
    const tried = await fleet.insist(`${key}p`, { op: 'pay', tradeNo, buyerId })
    if (tried.kind === 'refused') continue
    provider.pay((tried.value as { attemptNo: string }).attemptNo)
    for (let piece = 1; piece <= ORDERED; piece++)
      if (!(await giveBack(`${key}r${piece}`, orders[0]!.orderNo, scene))) break
  }
}

/** One piece goes back, as soon as its money has come in. */
async function giveBack(key: string, orderNo: string, { fleet, told, state }: Scene): Promise<boolean> {
  const limit = Date.now() + COMES_IN_MS
  for (let tries = 0; !state.isOver && Date.now() < limit; tries++) {
    const asked = await fleet.insist(`${key}/${tries}`, { op: 'refund', orderNo, units: { '1': 1 } })
    if (asked.kind === 'refused') {
      await sleep(100)
      continue
    }
    const { refundNo } = asked.value as { refundNo: string }
    told.requests.push(refundNo)
    const decided = await fleet.insist(`${key}a`, { op: 'approve', refundNo })
    if (decided.kind === 'acknowledged') told.approvals.push(refundNo)
    return true
  }
  return false
}
