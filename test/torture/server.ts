import type { Channel, NoticeVerdict } from '../../src/channels/index.ts'
import { type CallerKey, type Flows, openFlows } from '../../src/flows/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { type Outcome, reject } from '../../src/kernel/outcome.ts'
import { openAccountBook } from '../../src/modules/ledger/index.ts'
import { listDisputes } from '../../src/modules/payment/index.ts'
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
  type CallName,
  channelBy,
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
const ask = (method: CallName, args: readonly unknown[]): Promise<never> =>
  new Promise((resolve) => {
    serial += 1
    awaited.set(serial, resolve as (said: unknown) => void)
    say({ call: serial, method, args })
  })

const verdicts = new Map<string, NoticeVerdict>()
const model = channelOf(openProvider(0, { now: 0 }), { now: 0 })
const channel: Channel = {
  ...channelBy(model, ask),
  capabilities: { ...model.capabilities, queryDelaysMs: [300, 1_000], refundQueryDelaysMs: [300, 1_000] },
  verifyNotice: (headers) => verdicts.get(String(headers.id)) ?? { verified: false, reason: 'malformed' },
}

const db = openDb(openPool({ url: process.env.DATABASE_URL ?? '', max: 6, name: 'tongbao torture' }))
const commandPool = openPool({
  url: process.env.DATABASE_URL ?? '',
  max: 4,
  name: 'tongbao torture',
  pipeline: true,
})
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
  sharingChannels: new Set(['mock']),
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
        method: asked.isHeld ? 'card' : 'native',
        ...(asked.isHeld ? { capture: 'manual' as const } : {}),
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
    case 'split': {
      const part = { type: 'merchant' as const, account: 'm1', name: null, description: 'part', shopId: 1 }
      const { attemptNo, amount } = asked
      const wish = { attemptNo, receivers: [{ ...part, amount }], isLast: false, reason: 'r' }
      return on.requestSharing({ ...request, ...wish, requestedBy: 'staff:1' })
    }
    case 'agree': {
      const { sharingNo } = asked
      return on.decideSharing({ ...request, sharingNo, action: 'approve', actor: 'staff:2', reason: null })
    }
    case 'recall': {
      const { sharingNo, amount } = asked
      const wish = { sharingNo, account: 'm1', amount, reason: 'r', requestedBy: 'staff:1' }
      return on.requestReturn({ ...request, ...wish })
    }
    case 'defend':
      return defend(on, request, asked.attemptNo)
    case 'notice': {
      verdicts.set(key, asked.verdict)
      return on.receiveNotice('mock', { id: key }, Buffer.from(key)).then((value) => ({ ok: true, value }))
    }
  }
}

async function defend(on: Flows, request: CallerKey, attemptNo: string): Promise<Outcome<unknown>> {
  const { items } = await listDisputes(db, { limit: 200 })
  const known = items.find((one) => one.attemptNo === attemptNo)
  if (!known) return reject('not_found')
  const act = { kind: 'respond' as const, response: { statement: 'sent' } }
  return on.actOnDispute({ ...request, disputeNo: known.disputeNo, actor: 'staff:1', act })
}

async function sweep(): Promise<void> {
  const { sweeps } = flows
  const { applyEvidence, expireTrades, queryAttempts, sendRefunds, finishCloses } = sweeps
  const { settleDisputes, sendSharings } = sweeps
  for (const due of [applyEvidence, expireTrades, queryAttempts, sendRefunds, finishCloses]) await due()
  for (const due of [settleDisputes, sendSharings]) await due()
  await publishOutbox(db)
}

/** Goes on whatever happens: the database may be away for a while. */
async function loop(pauseMs: number, work: () => Promise<unknown>): Promise<never> {
  for (;;) {
    await work().catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
