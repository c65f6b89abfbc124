import type { Channel, NoticeVerdict } from '../../src/channels/index.ts'
import { type Flows, openFlows } from '../../src/flows/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import { openAccountBook } from '../../src/modules/ledger/index.ts'
import { openDb, openPool } from '../../src/platform/db.ts'
import { openNumbers } from '../../src/platform/numbers.ts'
import { publishOutbox } from '../../src/platform/outbox.ts'
import { openCommandDb } from '../../src/platform/prepared.ts'
import { catalog } from '../simulation/catalog.ts'
import { channelOf } from '../simulation/channel.ts'
import { openProvider } from '../simulation/provider.ts'
import {
  type Answer,
  type Ask,
  CALLS,
  type FromServer,
  type Reply,
  type Request,
  type ToServer,
} from './protocol.ts'

/**
 * One server process of the torture: the product's lanes, sweeps and numbers on a real pool. It is told what to do
 * over IPC, and the provider it calls lives in the tormentor, so that a kill takes nothing else with it.
 */
const say = (message: FromServer): void => {
  process.send?.(message)
}

let serial = 0
const awaited = new Map<number, (said: unknown) => void>()
const ask = (method: (typeof CALLS)[number], argument: unknown): Promise<never> =>
  new Promise((resolve) => {
    serial += 1
    awaited.set(serial, resolve as (said: unknown) => void)
    say({ call: serial, method, argument })
  })

const verdicts = new Map<string, NoticeVerdict>()
const model = channelOf(openProvider(0, { now: 0 }), { now: 0 })
const channel: Channel = {
  ...model,
  ...Object.fromEntries(CALLS.map((method) => [method, (argument: unknown) => ask(method, argument)])),
  capabilities: { ...model.capabilities, queryDelaysMs: [300, 1_000], refundQueryDelaysMs: [300, 1_000] },
  verifyNotice: (headers) => verdicts.get(String(headers.id)) ?? { verified: false, reason: 'malformed' },
}

const db = openDb(openPool({ url: process.env.DATABASE_URL ?? '', max: 6, name: 'tongbao torture' }))
const commandPool = openPool({ url: process.env.DATABASE_URL ?? '', max: 4, name: 'tongbao torture' })
const numbers = await openNumbers(db, systemClock)
const flows = openFlows({
  db,
  commandDb: openCommandDb(commandPool),
  clock: systemClock,
  numbers,
  catalog,
  channels: { mock: channel },
  accounts: openAccountBook(),
  notifyUrl: () => 'sim://notice',
  channelTimeoutMs: 5_000,
})

process.on('message', (message: ToServer) => {
  if ('call' in message) return settle(message)
  void answer(message).then(say)
})
void loop(100, sweep)
void loop(10_000, numbers.renew)
say({ ready: true })

function settle({ call, said }: Reply): void {
  awaited.get(call)?.(said)
  awaited.delete(call)
}

async function answer({ id, key, ask: asked }: Request): Promise<Answer> {
  try {
    const outcome = await perform(flows, key, asked)
    return outcome.ok
      ? { id, kind: 'acknowledged', value: outcome.value }
      : { id, kind: 'refused', code: outcome.rejection.code }
  } catch (error) {
    return { id, kind: 'unknown', why: String(error) }
  }
}

function perform(on: Flows, key: string, asked: Ask): Promise<Outcome<unknown>> {
  const request = { caller: 'torture', key, requestHash: JSON.stringify(asked) }
  switch (asked.op) {
    case 'place': {
      const { buyerId, lines } = asked
      const priced = on.quote(lines)
      if (!priced.ok) return Promise.resolve(priced)
      const quoteHash = priced.value.quote.hash
      const address = { name: 'n', phone: 'p', province: '', city: '', district: '', street: '' }
      return on.place({
        ...request,
        buyerId,
        lines,
        quoteHash,
        address,
        invoice: null,
        remarks: {},
        channel: 'web',
      })
    }
    case 'pay': {
      const actor = { id: `buyer:${asked.buyerId}`, by: 'buyer' as const }
      return on.pay({
        ...request,
        tradeNo: asked.tradeNo,
        orderNo: null,
        channel: 'mock',
        method: 'native',
        actor,
      })
    }
    case 'cancel': {
      const actor = { id: `buyer:${asked.buyerId}`, by: 'buyer' as const }
      return on.cancelTrade({ ...request, tradeNo: asked.tradeNo, actor, reason: 'changed mind' })
    }
    case 'refund':
      return on.requestRefund({
        ...request,
        orderNo: asked.orderNo,
        units: asked.units,
        reason: 'r',
        actor: 'staff:1',
      })
    case 'approve':
      return on.decideRefund({
        ...request,
        refundNo: asked.refundNo,
        action: 'approve',
        actor: 'staff:2',
        reason: null,
      })
    case 'notice': {
      verdicts.set(key, asked.verdict)
      return on.receiveNotice('mock', { id: key }, Buffer.from(key)).then((value) => ({ ok: true, value }))
    }
  }
}

async function sweep(): Promise<void> {
  const { applyEvidence, expireTrades, queryAttempts, sendRefunds, finishCloses } = flows.sweeps
  for (const due of [applyEvidence, expireTrades, queryAttempts, sendRefunds, finishCloses]) await due()
  await publishOutbox(db)
}

/** Goes on whatever happens: the database may be away for a while. */
async function loop(pauseMs: number, work: () => Promise<unknown>): Promise<never> {
  for (;;) {
    await work().catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
