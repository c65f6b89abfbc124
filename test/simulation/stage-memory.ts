import { createHandChannels } from '../../src/channels/hand/index.ts'
import { channelCalls } from '../../src/flows/channel-calls.ts'
import { priceCheckout } from '../../src/flows/checkout.ts'
import { beginCloseLane, finishCloseLane } from '../../src/flows/close.ts'
import type { FlowDeps } from '../../src/flows/deps.ts'
import { evidenceApplyLane } from '../../src/flows/evidence.ts'
import { type HandWorld, handLane } from '../../src/flows/hand.ts'
import { holdLane } from '../../src/flows/holds.ts'
import type { Lanes } from '../../src/flows/lanes.ts'
import { orderActionLane } from '../../src/flows/order-actions.ts'
import { startPaymentLane, tellAttemptLane } from '../../src/flows/pay.ts'
import { placeLane } from '../../src/flows/place.ts'
import { planLane } from '../../src/flows/plans.ts'
import { refundSurplusLane, requestRefundLane, tellRefundLane } from '../../src/flows/refund.ts'
import { CLEAR, sharingCalls } from '../../src/flows/sharing-calls.ts'
import { supplementLane } from '../../src/flows/supplement.ts'
import type { SubjectCommand, World } from '../../src/flows/world.ts'
import { shardOf, shardOfNumber } from '../../src/kernel/number.ts'
import { isOurWay } from '../../src/modules/payment/index.ts'
import type { LaneSpec } from '../../src/platform/lane.ts'
import { catalog } from './catalog.ts'
import { channelOf, noticeBody, noticeHeaders } from './channel.ts'
import { copyOf } from './copy.ts'
import { openMemory } from './memory.ts'
import { storeIn } from './memory-evidence.ts'
import { laneOn } from './memory-lane.ts'
import { mixOf } from './mix.ts'
import { violations } from './naive-auditor.ts'
import { unrest } from './naive-rest.ts'
import type { Provider } from './provider.ts'
import { restOf } from './rest.ts'
import type { Bug } from './seeded-bugs.ts'
import { type Stage, WAYS } from './stage.ts'
import { sideDeeds, sideLanes, sweepSides } from './stage-memory-desk.ts'
import { holdDeeds } from './stage-memory-holds.ts'
import { togetherDeeds } from './stage-memory-together.ts'
import type { Clock } from './world.ts'

const DELAYS = { mock: [30_000, 60_000] }
const buyer = (buyerId: string) => ({ id: `buyer:${buyerId}`, by: 'buyer' as const })
const staff = { id: 'staff:1', by: 'platform' as const }

/** The pure decisions on tables in memory. The calls to the provider are the product's own. */
const MOCK_OFFER = {
  account: 'mock',
  currencies: ['CNY'],
  firstQueryMs: 10_000,
  longestMs: 7_200_000,
  successRate: 1,
  isBroken: false,
}

export async function memoryStage(provider: Provider, clock: Clock, bug?: Bug): Promise<Stage> {
  const memory = openMemory(bug)
  // Decisions never see the database; a lane that reached for it here would fail at once.
  const wiring = {
    db: undefined as never,
    accounts: { ids: new Map<string, number>() },
    nextNo: memory.nextNo,
  }
  const at = () => new Date(clock.now)

  const laneOf = laneOn(memory)
  const onTrade = <C extends SubjectCommand, T, Code extends string>(spec: LaneSpec<C, World, T, Code>) =>
    laneOf(spec, (command) => memory.load([command.subject], [], command.now))

  const place = laneOf(placeLane(catalog, wiring), (command) =>
    memory.load(
      [],
      command.lines.map(({ skuId }) => skuId),
      command.now,
    ),
  )
  const applySpec = evidenceApplyLane(wiring, { refundDelaysMs: DELAYS, feeOf: () => null })
  const apply = laneOf(
    applySpec,
    ({ evidenceId, now }) => {
      const waiting = memory.evidence.get(evidenceId)!
      const world = memory.load([waiting.subjectNo], [], now)
      return {
        ...world,
        waiting: new Map([[evidenceId, { ...waiting }]]),
        done: new Map(),
        disputes: memory.loadDisputes(world),
        sharings: memory.loadSharings(world),
      }
    },
    (world) => {
      memory.saveDisputes(world.disputes)
      memory.saveSharings(world.sharings)
      for (const [id, outcome] of world.done) memory.evidence.get(id)!.applied = outcome
    },
  )
  const storeEvidence = storeIn(memory)
  const cancelTrade = onTrade(beginCloseLane(wiring, 'trade.cancel'))
  const expireTrade = onTrade(beginCloseLane(wiring, 'trade.expire'))
  const finishClose = onTrade(finishCloseLane(wiring))
  const startPayment = onTrade(startPaymentLane(wiring))
  const tellAttempt = onTrade(tellAttemptLane(wiring))
  const actOnOrder = onTrade(orderActionLane(wiring))
  const actOnHold = onTrade(holdLane(wiring))
  const choosePlan = onTrade(planLane(wiring))
  const askSupplement = onTrade(supplementLane(wiring))
  const actOnEntry = laneOf(
    handLane(wiring),
    ({ subject, now }): HandWorld => ({
      ...memory.load([subject], [], now),
      entries: new Map([[subject, copyOf(memory.entries.get(subject) ?? [])]]),
      touched: new Set(),
      evidence: [],
    }),
    (world) => {
      for (const [no, own] of world.entries) memory.entries.set(no, own)
      for (const { sourceId, subjectNo, report } of world.evidence)
        if (subjectNo && report) memory.keepEvidence('operator', `operator/${sourceId}`, subjectNo, report)
    },
  )
  const requestRefund = onTrade(requestRefundLane(wiring))
  const refundSurplus = onTrade(refundSurplusLane(wiring))
  const tellRefund = onTrade(tellRefundLane(wiring))

  const deps = {
    channels: { mock: channelOf(provider, clock), ...createHandChannels(undefined) },
    clock: { now: at },
    notifyUrl: () => 'sim://notice',
    channelTimeoutMs: 1_000,
    sharingChannels: new Set(['mock']),
  }
  const side = sideLanes(memory, wiring, laneOf)
  const lanes = { ...side, tellAttempt, tellRefund, storeEvidence, applyEvidence: apply } as unknown as Lanes
  const sharedCalls = sharingCalls(deps as unknown as FlowDeps, lanes, memory.reads)
  const makeWay: typeof sharedCalls.makeWay = (...of) =>
    bug === 'refund_before_return' ? Promise.resolve(CLEAR) : sharedCalls.makeWay(...of)
  const calls = {
    ...sharedCalls,
    ...channelCalls(deps as unknown as FlowDeps, lanes, { ...sharedCalls, makeWay }, memory.reads),
  }

  let seen = 0
  const attemptOf = (no: string) => memory.snapshot().attempts.find((attempt) => attempt.attemptNo === no)
  const refundOf = (no: string) => memory.snapshot().refunds.find((refund) => refund.refundNo === no)
  const request = (key: string, body: string) => ({ caller: 'sim', key, requestHash: body, now: at() })
  const rule = (key: string) => ({ caller: 'rule', key, requestHash: '', now: at() })

  const closeAttempt = async (attemptNo: string, actor: string): Promise<void> => {
    await tellAttempt.submit({
      ...rule(attemptNo),
      subject: attemptNo,
      actor,
      reason: 'superseded',
      news: { kind: 'close' },
    })
    const attempt = attemptOf(attemptNo)
    if (attempt?.state === 'closing') await calls.resolveAttempt(copyOf(attempt))
  }
  const settleAttempt = async (attemptNo: string): Promise<void> => {
    const attempt = attemptOf(attemptNo)
    if (attempt && attempt.nextQueryAt !== null) await calls.resolveAttempt(copyOf(attempt))
  }
  const openOf = (outcome: { ok: boolean; rejection?: { detail?: Readonly<Record<string, unknown>> } }) =>
    outcome.ok ? undefined : (outcome.rejection?.detail?.attemptNo as string | undefined)
  /** Tries again once each thing that stood in the way was closed. */
  const afterClosing = async <T extends { ok: boolean }>(submit: () => Promise<T>): Promise<T> => {
    const closed = new Set<string>()
    for (;;) {
      const outcome = await submit()
      const open = openOf(outcome)
      if (!open || closed.has(open)) return outcome
      closed.add(open)
      await closeAttempt(open, 'rule:switch')
    }
  }
  const presentNew = async (started: { ok: boolean; value?: { attemptNo: string } }): Promise<void> => {
    const known = started.value && attemptOf(started.value.attemptNo)
    if (known?.state === 'created' || known?.state === 'unknown') await calls.present(copyOf(known))
  }
  const ownerOf = (tradeNo: string) =>
    buyer(memory.snapshot().trades.find((trade) => trade.tradeNo === tradeNo)!.buyerId)

  return {
    async place({ buyerId, lines, key }) {
      const priced = priceCheckout(catalog, lines, at())
      if (!priced.ok) return null
      const shops = new Set(lines.map(({ skuId }) => catalog.skuFacts(skuId)!.shopId))
      const shard = shardOf(buyerId)
      const outcome = await place.submit({
        ...request(key, JSON.stringify([buyerId, lines])),
        buyerId,
        lines,
        quoteHash: priced.value.quote.hash,
        address: { name: 'n', phone: 'p', province: '', city: '', district: '', street: '' },
        invoice: null,
        remarks: {},
        channel: 'web',
        tradeNo: memory.nextNo('trade', shard),
        orderNos: [...shops].map(() => memory.nextNo('order', shard)),
      })
      if (!outcome.ok) return null
      memory.acknowledged.push({ key, tradeNo: outcome.value.tradeNo })
      return { tradeNo: outcome.value.tradeNo, orderNos: outcome.value.orders.map(({ orderNo }) => orderNo) }
    },
    async pay(tradeNo, orderNo, how, key) {
      const attemptNo = memory.nextNo('attempt', shardOfNumber(tradeNo))
      const submit = () =>
        startPayment.submit({
          ...request(
            key,
            `${tradeNo}/${orderNo}/${how.amount}/${how.walletAmount}/${how.points}/${how.channel}`,
          ),
          subject: tradeNo,
          actor: ownerOf(tradeNo),
          attemptNo,
          orderNo,
          ...how,
          method: how.channel === 'wallet' ? 'balance' : 'native',
          choice: { rules: [], offers: [MOCK_OFFER], excluded: [] },
        })
      await presentNew(await afterClosing(submit))
    },
    fund: async (buyerId, kind, size, key) => memory.fund(buyerId, kind, size, key),
    async promise(tradeNo, way, key) {
      const attemptNo = memory.nextNo('attempt', shardOfNumber(tradeNo))
      const submit = () =>
        startPayment.submit({
          ...request(key, `${tradeNo}/${way}`),
          subject: tradeNo,
          actor: ownerOf(tradeNo),
          attemptNo,
          orderNo: null,
          ...WAYS[way],
          choice: { rules: [], offers: [{ ...MOCK_OFFER, account: WAYS[way].channel }], excluded: [] },
        })
      await presentNew(await afterClosing(submit))
    },
    async choosePlan(tradeNo, plan, key) {
      const submit = () =>
        choosePlan.submit({
          ...request(key, `${tradeNo}/${plan}`),
          subject: tradeNo,
          actor: ownerOf(tradeNo),
          plan,
        })
      await afterClosing(submit)
    },
    async byHand(subjectNo, amount, isConfirmed, key, isBack = false) {
      const said = { currency: 'CNY', reference: 'r', note: null, occurredAt: at().toISOString() }
      const record = { kind: 'record' as const, isBack, amount, ...said }
      const command = { ...request(key, subjectNo), subject: subjectNo }
      await actOnEntry.submit({ ...command, act: record, actor: 'staff:1' })
      const act = { kind: isConfirmed ? ('confirm' as const) : ('reject' as const) }
      await actOnEntry.submit({ ...command, key: `${key}/2`, act, actor: 'staff:2' })
      for (const { id, applied } of memory.evidence.values())
        if (applied === null) await apply.submit({ ...rule(String(id)), evidenceId: id })
    },
    async askSupplement(orderNo, amount, key) {
      const asked = { subject: orderNo, actor: staff, amount, title: 't', reason: 'r' }
      await askSupplement.submit({ ...request(key, orderNo), ...asked })
    },
    async cancelTrade(tradeNo, key) {
      const begun = await cancelTrade.submit({
        ...request(key, tradeNo),
        subject: tradeNo,
        actor: ownerOf(tradeNo),
        reason: 'changed mind',
      })
      for (const open of begun.ok ? begun.value.openAttemptNos : []) await closeAttempt(open, 'rule:cancel')
    },
    async cancelOrder(orderNo, key) {
      const submit = () =>
        actOnOrder.submit({
          ...request(key, orderNo),
          subject: orderNo,
          action: 'cancel',
          actor: staff,
          reason: null,
        })
      await afterClosing(submit)
    },
    async act(orderNo, action, key) {
      const acted = await actOnOrder.submit({
        ...request(key, `${orderNo}/${action}`),
        subject: orderNo,
        action,
        actor: staff,
        reason: null,
      })
      for (const no of acted.ok ? acted.value.dueAttemptNos : []) await settleAttempt(no)
    },
    async requestRefund(orderNo, units, toWallet, key) {
      const refundNo = memory.nextNo('refund', shardOfNumber(orderNo))
      const asked = await requestRefund.submit({
        ...request(key, orderNo),
        subject: orderNo,
        refundNo,
        units,
        toWallet,
        reason: 'r',
        actor: 'staff:1',
      })
      return asked.ok ? asked.value.refundNo : null
    },
    async refundSurplus(attemptNo, key) {
      const refundNo = memory.nextNo('refund', shardOfNumber(attemptNo))
      const asked = await refundSurplus.submit({
        ...request(key, attemptNo),
        subject: attemptNo,
        refundNo,
        reason: 'r',
        actor: 'staff:1',
      })
      return asked.ok ? asked.value.refundNo : null
    },
    async decideRefund(refundNo, action, toWallet, key) {
      const asked = refundOf(refundNo)
      // Just before we pay what the channel does not, it is asked once more.
      const isAsked = bug !== 'believe_the_stop' && action === 'approve'
      if (isAsked && asked?.state === 'redirect_asked' && isOurWay(asked.redirect!.way))
        await calls.resolveRefund(copyOf(asked), copyOf(attemptOf(asked.attemptNo)!))
      const decided = await side.decideRefund.submit({
        ...request(key, `${refundNo}/${action}`),
        subject: refundNo,
        action,
        toWallet,
        actor: 'staff:2',
        reason: null,
      })
      return decided.ok && action === 'reissue' ? decided.value.refundNo : null
    },
    async checkAttempt(attemptNo) {
      const attempt = attemptOf(attemptNo)
      if (attempt && attempt.nextQueryAt !== null) await calls.resolveAttempt(copyOf(attempt))
    },
    ...sideDeeds(memory, side, calls, at, provider.sharings.comesWithRefund),
    ...holdDeeds(memory, { actOnHold }, { takePart: calls.takePart, settleAttempt }, at),
    ...togetherDeeds(memory, wiring, laneOf, calls, { offer: MOCK_OFFER, now: at, afterClosing }),
    async notice(notice) {
      await calls.receiveNotice('mock', noticeHeaders(notice), noticeBody(notice))
    },
    async sweep() {
      const now = at()
      const { trades, attempts, refunds } = memory.snapshot()
      const due = {
        evidence: [...memory.evidence.values()].filter(({ applied }) => applied === null),
        expired: trades.filter(
          ({ state, expiresAt, securedBy }) => state === 'open' && securedBy === null && expiresAt <= now,
        ),
        attempts: attempts.filter(({ nextQueryAt }) => nextQueryAt !== null && nextQueryAt <= now),
        refunds: refunds.filter(({ nextAt }) => nextAt !== null && nextAt <= now),
      }
      let applied = 0
      for (const { id } of due.evidence) {
        const done = await apply.submit({ ...rule(String(id)), evidenceId: id })
        if (!done.ok || done.value.outcome !== 'early') applied += 1
      }
      for (const { tradeNo } of due.expired) {
        await expireTrade.submit({
          ...rule(`${tradeNo}@${Math.floor(now.getTime() / 60_000)}`),
          subject: tradeNo,
          actor: { id: 'rule:timeout', by: 'time' },
          reason: 'timeout',
        })
      }
      const wholes = new Map(due.attempts.toReversed().map((one) => [one.combinedNo ?? one.attemptNo, one]))
      for (const { attemptNo, combinedNo } of wholes.values()) {
        const attempt = copyOf(attemptOf(attemptNo)!)
        if (await calls.takePart(attempt)) continue
        if (combinedNo !== null) await calls.presentCombined(combinedNo)
        else if (attempt.state === 'created' || attempt.state === 'unknown') await calls.present(attempt)
        if (attempt.state === 'authorized') {
          const lapse = { action: 'lapse' as const, amount: null, actor: 'rule:lapse' }
          await actOnHold.submit({ ...rule(`${attemptNo}@${attempt.version}`), subject: attemptNo, ...lapse })
        }
        await calls.resolveAttempt(copyOf(attemptOf(attemptNo)!))
      }
      for (const refund of due.refunds)
        await calls.resolveRefund(copyOf(refund), copyOf(attemptOf(refund.attemptNo)!))
      for (const { tradeNo, state } of memory.snapshot().trades) {
        if (state === 'closing') await finishClose.submit({ ...rule(tradeNo), subject: tradeNo })
      }
      const sides = await sweepSides(memory, side, calls, now)
      return applied + due.expired.length + due.attempts.length + due.refunds.length + sides
    },
    arm: memory.arm,
    disarm: async () => memory.disarm(),
    mix: async () => mixOf(memory.snapshot()),
    glance: async () => {
      const now = memory.changed()
      if (now === seen) return []
      seen = now
      return violations(memory.snapshot(), clock.now)
    },
    audit: async () => violations(memory.snapshot(), clock.now),
    unrest: async () => unrest(restOf(memory.snapshot()), provider),
  }
}
