import { sql } from 'kysely'
import { audit } from '../../src/auditor/index.ts'
import { createHandChannels } from '../../src/channels/hand/index.ts'
import { type Flows, openFlows } from '../../src/flows/index.ts'
import { openAccountBook } from '../../src/modules/ledger/index.ts'
import type { Db } from '../../src/platform/db.ts'
import type { CrashPoint } from '../../src/platform/lane.ts'
import type { Numbers } from '../../src/platform/numbers.ts'
import { publishOutbox } from '../../src/platform/outbox.ts'
import { catalog, OPENING_STOCK } from './catalog.ts'
import { channelOf, noticeBody, noticeHeaders } from './channel.ts'
import { readMix } from './mix.ts'
import { type AtRest, unrest } from './naive-rest.ts'
import { counter } from './numbers.ts'
import type { Provider } from './provider.ts'
import { Crash, type Stage, WAYS } from './stage.ts'
import { sideDeeds } from './stage-sql-desk.ts'
import type { Clock } from './world.ts'

/** One process of the product: its lanes, and the bomb that may kill it. Dead, it answers nobody any more. */
type Process = {
  readonly flows: Flows
  bomb: { point: CrashPoint; passings: number } | undefined
  isDead: boolean
}

const staff = { id: 'staff:1', by: 'platform' as const }
const address = { name: 'n', phone: 'p', province: '', city: '', district: '', street: '' }

/** The product itself on PostgreSQL: real lanes, real statements, real sweeps; only the provider is simulated. */
export async function sqlStage(
  { db, commandDb }: { readonly db: Db; readonly commandDb: Db },
  provider: Provider,
  clock: Clock,
): Promise<Stage> {
  await empty(db)
  await stockUp(db)
  const next = counter()
  const numbers: Numbers = {
    next: (kind, _channel, shard) => next(kind, shard),
    renew: async () => {},
    release: async () => {},
  }
  const start = (): Process => {
    const process: Process = { flows: undefined as never, bomb: undefined, isDead: false }
    const crash = (point: CrashPoint): void => {
      if (process.bomb?.point === point && --process.bomb.passings <= 0) process.isDead = true
      if (process.isDead) throw new Crash(point)
    }
    const flows = openFlows({
      db,
      commandDb,
      clock: { now: () => new Date(clock.now) },
      numbers,
      catalog,
      channels: { mock: channelOf(provider, clock), ...createHandChannels(undefined) },
      accounts: openAccountBook(),
      notifyUrl: () => 'sim://notice',
      channelTimeoutMs: 5_000,
      sharingChannels: new Set(['mock']),
      crash,
      onDefect: (error, what) => {
        if (!(error instanceof Crash)) defects.push(`defect of ${what}: ${(error as Error).stack}`)
      },
    })
    return Object.assign(process, { flows })
  }
  /** What failed in a sweep while the others of it went on. */
  const defects: string[] = []
  let process = start()
  const told: { key: string; tradeNo: string }[] = []

  /** Waits for what runs on in the background, so that one command ends before the next begins. */
  const done = async <T>(step: Promise<T>): Promise<T> => {
    try {
      return await step
    } finally {
      await process.flows.idle()
    }
  }
  const request = (key: string, body: string) => ({ caller: 'sim', key, requestHash: body })
  const ownerOf = async (tradeNo: string) => {
    const { rows } = await sql<{
      buyer_id: string
    }>`select buyer_id from trade where trade_no = ${tradeNo}`.execute(db)
    return { id: `buyer:${rows[0]?.buyer_id}`, by: 'buyer' as const }
  }

  return {
    async place({ buyerId, lines, key }) {
      const priced = process.flows.quote(lines)
      if (!priced.ok) return null
      const outcome = await done(
        process.flows.place({
          ...request(key, JSON.stringify([buyerId, lines])),
          buyerId,
          lines,
          quoteHash: priced.value.quote.hash,
          address,
          invoice: null,
          remarks: {},
          channel: 'web',
        }),
      )
      if (!outcome.ok) return null
      const { tradeNo, orders } = outcome.value
      told.push({ key, tradeNo })
      return { tradeNo, orderNos: orders.map(({ orderNo }) => orderNo) }
    },
    async pay(tradeNo, orderNo, { amount, walletAmount, points, channel }, key) {
      const actor = await ownerOf(tradeNo)
      await done(
        process.flows.pay({
          ...request(key, `${tradeNo}/${orderNo}/${amount}/${walletAmount}/${points}/${channel}`),
          tradeNo,
          orderNo,
          ...(amount === null ? {} : { amount }),
          walletAmount,
          points,
          channel,
          method: channel === 'wallet' ? 'balance' : 'native',
          actor,
        }),
      )
    },
    async payTogether(tradeNos, buyerId, key) {
      const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
      const wish = { tradeNos, channel: 'mock', method: 'native', actor }
      await done(process.flows.payTogether({ ...request(key, tradeNos.join()), ...wish }))
    },
    async fund(buyerId, kind, size, key) {
      const { flows } = process
      const asked = await done(
        flows.requestAdjustment({
          ...request(`${key}a`, `${buyerId}/${size}`),
          buyerId,
          kind,
          direction: 'in',
          size,
          reason: 'r',
          actor: 'staff:1',
        }),
      )
      if (!asked.ok) return
      const { adjustmentNo } = asked.value
      const facts = { adjustmentNo, action: 'approve' as const, reason: null, actor: 'staff:2' }
      await done(flows.decideAdjustment({ ...request(`${key}b`, adjustmentNo), ...facts }))
    },
    async promise(tradeNo, way, key) {
      const actor = await ownerOf(tradeNo)
      const wish = { tradeNo, orderNo: null, ...WAYS[way], actor }
      await done(process.flows.pay({ ...request(key, `${tradeNo}/${way}`), ...wish }))
    },
    async choosePlan(tradeNo, plan, key) {
      const actor = await ownerOf(tradeNo)
      await done(process.flows.choosePlan({ ...request(key, `${tradeNo}/${plan}`), tradeNo, actor, plan }))
    },
    async actOnHold(attemptNo, action, amount, key) {
      const command = { ...request(key, `${attemptNo}/${action}`), attemptNo, action, amount }
      await done(process.flows.actOnHold({ ...command, actor: 'staff:1' }))
    },
    async takePart(attemptNo, amount, key) {
      const wish = { attemptNo, action: 'capture' as const, amount, keepsRest: true, actor: 'staff:1' }
      await done(process.flows.actOnHold({ ...request(key, `${attemptNo}/${amount}`), ...wish }))
    },
    async byHand(subjectNo, amount, isConfirmed, key, isBack = false) {
      const occurredAt = new Date(clock.now).toISOString()
      const said = {
        kind: 'record' as const,
        isBack,
        amount,
        currency: 'CNY',
        reference: 'r',
        note: null,
        occurredAt,
      }
      const command = { ...request(key, subjectNo), subjectNo }
      await done(process.flows.actOnEntry({ ...command, act: said, actor: 'staff:1' }))
      const act = { kind: isConfirmed ? ('confirm' as const) : ('reject' as const) }
      await done(process.flows.actOnEntry({ ...command, key: `${key}/2`, act, actor: 'staff:2' }))
    },
    async askSupplement(orderNo, amount, key) {
      const asked = { orderNo, amount, title: 't', reason: 'r', actor: staff }
      await done(process.flows.askSupplement({ ...request(key, orderNo), ...asked }))
    },
    async promisedBy(way) {
      const { rows } = await sql<{ no: string }>`select attempt_no as no from attempt
        where state = 'authorized' and method = ${WAYS[way].method} order by created_at, attempt_no`.execute(
        db,
      )
      return rows.map(({ no }) => no)
    },
    async cancelTrade(tradeNo, key) {
      const actor = await ownerOf(tradeNo)
      await done(
        process.flows.cancelTrade({ ...request(key, tradeNo), tradeNo, actor, reason: 'changed mind' }),
      )
    },
    async cancelOrder(orderNo, key) {
      await done(process.flows.cancelOrder({ ...request(key, orderNo), orderNo, actor: staff, reason: null }))
    },
    async act(orderNo, action, key) {
      await done(
        process.flows.actOnOrder({
          ...request(key, `${orderNo}/${action}`),
          orderNo,
          action,
          actor: staff,
          reason: null,
        }),
      )
    },
    async requestRefund(orderNo, units, toWallet, key) {
      const asked = await done(
        process.flows.requestRefund({
          ...request(key, orderNo),
          orderNo,
          units,
          toWallet,
          reason: 'r',
          actor: 'staff:1',
        }),
      )
      return asked.ok ? asked.value.refundNo : null
    },
    async refundSurplus(attemptNo, key) {
      const asked = await done(
        process.flows.refundSurplus({ ...request(key, attemptNo), attemptNo, reason: 'r', actor: 'staff:1' }),
      )
      return asked.ok ? asked.value.refundNo : null
    },
    async decideRefund(refundNo, action, toWallet, key) {
      const decided = await done(
        process.flows.decideRefund({
          ...request(key, `${refundNo}/${action}`),
          refundNo,
          action,
          toWallet,
          actor: 'staff:2',
          reason: null,
        }),
      )
      return decided.ok && action === 'reissue' ? decided.value.refundNo : null
    },
    async checkAttempt(attemptNo) {
      await done(process.flows.checkAttempt(attemptNo))
    },
    ...sideDeeds(
      db,
      () => process.flows,
      done,
      () => new Date(clock.now),
    ),
    async notice(notice) {
      await done(process.flows.receiveNotice('mock', noticeHeaders(notice), noticeBody(notice)))
    },
    async sweep() {
      const { sweeps } = process.flows
      const found = await done(sweepOnce(sweeps))
      if (process.isDead) throw new Crash('swept')
      await publishOutbox(db)
      return found
    },
    arm: (point, passings) => {
      process.bomb = { point, passings }
    },
    async disarm() {
      process.bomb = undefined
      if (process.isDead) process = start()
    },
    mix: () => readMix(db),
    glance: async () => [],
    async audit() {
      const { found } = await audit(db, 'whole', new Date(clock.now))
      const breaks = found.map(({ code, subject, detail }) => `${code} ${subject} ${JSON.stringify(detail)}`)
      return [...defects, ...breaks, ...(await broken(db, told))]
    },
    unrest: async () => unrest(await readAtRest(db), provider),
  }
}

async function sweepOnce(sweeps: Flows['sweeps']): Promise<number> {
  const evidence = await sweeps.applyEvidence()
  const expired = await sweeps.expireTrades()
  const attempts = await sweeps.queryAttempts()
  const refunds = await sweeps.sendRefunds()
  await sweeps.finishCloses()
  const disputes = await sweeps.settleDisputes()
  const sharings = await sweeps.sendSharings()
  const covered = await sweeps.coverOwed()
  return evidence + expired + attempts + refunds + disputes + sharings + covered
}

/** Promises that were broken: an acknowledged trade that is gone, a key that made two. */
async function broken(db: Db, told: readonly { key: string; tradeNo: string }[]): Promise<string[]> {
  const { rows } = await sql<{ trade_no: string }>`select trade_no from trade`.execute(db)
  const known = new Set(rows.map((row) => row.trade_no))
  const first = new Map(told.map(({ key, tradeNo }) => [key, tradeNo]))
  return told.flatMap(({ key, tradeNo }) => [
    ...(known.has(tradeNo) ? [] : [`trade ${tradeNo} was acknowledged and is gone`]),
    ...(first.get(key) === tradeNo ? [] : [`key ${key} made two trades`]),
  ])
}

export async function readAtRest(db: Db): Promise<AtRest> {
  const { rows: trades } = await sql<
    AtRest['trades'][number]
  >`select trade_no as "tradeNo", state, coalesce(secured_by = 'delivery', false) or exists (
      select from shop_order o where o.trade_no = t.trade_no and o.paid_at is not null
        and o.payment_state = 'partly_paid') as "isWaiting" from trade t`.execute(db)
  const { rows: attempts } = await sql<AtRest['attempts'][number]>`
    select attempt_no as "attemptNo", state, received_amount as received, combined_no as "combinedNo",
      captured_amount as captured, surplus_amount as surplus
    from attempt`.execute(db)
  const { rows: refunds } = await sql<AtRest['refunds'][number]>`
    select r.refund_no as "refundNo", r.attempt_no as "attemptNo", r.state, r.to_wallet or a.channel in ('wallet', 'points') as "inBooks",
      r.returned_at as "returnedAt", r.source, r.amount, r.failure_code as "failureCode", r.redirect, r.decided_by as "decidedBy"
    from refund r join attempt a using (shard, attempt_no)`.execute(db)
  const { rows: stocks } = await sql<
    AtRest['stocks'][number]
  >`select sku_id as "skuId", reserved from stock`.execute(db)
  const { rows: disputes } = await sql<AtRest['disputes'][number]>`
    select channel_dispute_no as "channelDisputeNo", attempt_no as "attemptNo", amount, covered, kept, state, is_withdrawn as "isWithdrawn" from dispute`.execute(
    db,
  )
  const { rows: sharings } = await sql<AtRest['sharings'][number]>`
    select sharing_no as "sharingNo", state, shared from sharing`.execute(db)
  const { rows: returns } = await sql<AtRest['returns'][number]>`
    select return_no as "returnNo", refund_no as "refundNo", r.account, r.attempt_no as "attemptNo", r.state, r.amount,
      r.claim, r.next_at as "nextAt", r.state = 'owed' and exists (
        select from jsonb_array_elements(s.receivers) as one
        left join account a on a.purpose = 'merchant_pending' and a.owner_id = one ->> 'shopId'
        left join balance b on b.account_id = a.id
        where one ->> 'account' = r.account and one ->> 'shopId' is not null
          and coalesce(b.credit - b.debit, 0) >= 0) as "isCoverable"
    from sharing_return r join sharing s using (shard, sharing_no)`.execute(db)
  return { trades, attempts, refunds, disputes, sharings, returns, stocks }
}

/** An empty house for the next world; append-only tables let themselves be emptied only with their triggers off. */
async function empty(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`truncate command_key, outbox, outbox_reader, history, stock, stock_move, trade, shop_order, order_line,
      payment, payment_item, payment_share, attempt, hold_capture, hold_part, dispute, sharing_freeze, sharing,
      sharing_return, payment_instalment, hand_entry, evidence, refund, payment_flow, wallet_adjustment, account, balance, journal, posting,
      auditor_run, auditor_break`.execute(tx)
    await sql`update outbox_head set next_position = 1`.execute(tx)
  })
}

/** `times` as much as a world begins with, where scarcity is not what is looked at. */
export async function stockUp(db: Db, times = 1): Promise<void> {
  for (const [skuId, opening] of OPENING_STOCK) {
    const quantity = opening * times
    await sql`insert into stock (sku_id, warehouse_id, on_hand, available, version)
      values (${skuId}, 1, ${quantity}, ${quantity}, 1)`.execute(db)
    await sql`insert into stock_move (sku_id, warehouse_id, version, kind, available, ref_no, ref_line, step, actor,
      occurred_at) values (${skuId}, 1, 1, 'receive', ${quantity}, ${`opening ${skuId}`}, 0, 0, 'staff:1', now())`.execute(
      db,
    )
  }
}
