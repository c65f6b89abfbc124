import { actorOf, checkApproval, type Staff } from '../../modules/account/index.ts'
import {
  type HandEntry as EntryFacts,
  type EntryKey,
  findEntries,
  findRefund,
  listEntries,
} from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { makerOf, staffOf } from '../caller.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { attemptWithin } from '../orders-seen.ts'
import { refuse } from '../refusal.ts'
import { ByNo } from '../schemas/order.ts'
import { ByEntry, HandEntry, HandEntryQuery, PayoutBody, ReceiptBody } from '../schemas/promise.ts'
import { answers, Closed, Page } from '../schemas/shapes.ts'

const tags = ['payments']
const RECORD: Access = { callers: ['staff', 'key'], permission: 'receipt.record', ownership: 'reach' }
const PAYOUT: Access = { callers: ['staff'], permission: 'receipt.record', ownership: 'platform' }
const READ: Access = { callers: ['staff'], permission: 'payment.read', ownership: 'platform' }
const CONFIRM: Access = { callers: ['staff'], permission: 'receipt.confirm', ownership: 'platform' }

/** A time that has been; null for one that is none, or has still to come. */
const timeOf = (text: string | undefined, now: Date): string | null => {
  const at = Date.parse(text ?? now.toISOString())
  return at <= now.getTime() ? new Date(at).toISOString() : null
}

const stateOf = ({ isConfirmed }: EntryFacts) =>
  isConfirmed === null ? ('waiting' as const) : isConfirmed ? ('confirmed' as const) : ('rejected' as const)

/** An entry's id names what it is about and which of its entries it is. */
const idOf = ({ subjectNo, seq }: EntryKey): string => `${subjectNo}-${seq}`
const keyOf = (id: string): EntryKey => {
  const [subjectNo = '', seq = ''] = id.split('-')
  return { subjectNo, seq: Number(seq) }
}

const rendered = (entry: EntryFacts, caller: string) => {
  const { seq: _, isConfirmed, subjectNo, ...facts } = entry
  const mayDecide = isConfirmed === null && entry.recordedBy !== caller
  return {
    ...facts,
    id: idOf(entry),
    subjectNo,
    state: stateOf(entry),
    actions: mayDecide ? (['confirm', 'reject'] as const) : [],
  }
}

/** Money without a wire 货到付款 / 线下转账: one person says what he counted or paid out, another confirms it. */
export const handRoutes = (app: App, doors: Doors): void => {
  recordEntries(app, doors)
  decideEntries(app, doors)
}

const OF_REFUNDS = [
  ['/v1/refunds/:no/payouts', false, 'Say that a refund was paid out by hand'],
  ['/v1/refunds/:no/receipts', true, 'Say that the buyer gave back what a refund had brought him twice'],
] as const

const recordEntries = (app: App, doors: Doors): void => {
  const { db, flows, clock } = doors

  const show = async (reply: Answer, subjectNo: string, seq: number, actor: string) => {
    const entry = (await findEntries(db, subjectNo)).find((one) => one.seq === seq)
    return entry ? reply.code(201).send(rendered(entry, actor)) : refuse(reply, { code: 'not_found' })
  }

  app.route({
    method: 'POST',
    url: '/v1/attempts/:no/receipts',
    config: { access: RECORD },
    schema: {
      tags,
      summary: 'Say that cash was collected, or that a transfer came in',
      params: ByNo,
      body: ReceiptBody,
      response: answers(201, HandEntry),
    },
    handler: async (request, reply) => {
      const caller = makerOf(request)
      const { no } = request.params
      const attempt = await attemptWithin(doors, no, caller)
      if (!attempt) return refuse(reply, { code: 'not_found' })
      // What came to the platform's bank account, only the platform's people can read.
      if (attempt.channel === 'offline' && caller.shopId !== null)
        return refuse(reply, { code: 'not_allowed' })
      const { amount, reference, note = null } = request.body
      const occurredAt = timeOf(request.body.occurredAt, clock.now())
      if (!occurredAt) return refuse(reply, { code: 'invalid_field', param: 'occurredAt' })
      const act = { kind: 'record' as const, amount, currency: attempt.currency, reference, note, occurredAt }
      const actor = actorOf(caller)
      const outcome = await flows.actOnEntry({ ...commandKey(request), subjectNo: no, act, actor })
      return outcome.ok ? show(reply, no, outcome.value.seq, actor) : refuse(reply, outcome.rejection)
    },
  })

  for (const [url, isBack, summary] of OF_REFUNDS) {
    app.route({
      method: 'POST',
      url,
      config: { access: PAYOUT },
      schema: {
        tags,
        summary,
        params: ByNo,
        body: PayoutBody,
        response: answers(201, HandEntry),
      },
      handler: async (request, reply) => {
        const actor = actorOf(staffOf(request))
        const { no } = request.params
        const refund = await findRefund(db, no)
        if (!refund) return refuse(reply, { code: 'not_found' })
        const { reference, note = null } = request.body
        const occurredAt = timeOf(request.body.occurredAt, clock.now())
        if (!occurredAt) return refuse(reply, { code: 'invalid_field', param: 'occurredAt' })
        const { amount, currency } = refund
        const act = { kind: 'record' as const, isBack, amount, currency, reference, note, occurredAt }
        const outcome = await flows.actOnEntry({ ...commandKey(request), subjectNo: no, act, actor })
        return outcome.ok ? show(reply, no, outcome.value.seq, actor) : refuse(reply, outcome.rejection)
      },
    })
  }
}

const decideEntries = (app: App, doors: Doors): void => {
  const { db, flows } = doors

  app.route({
    method: 'GET',
    url: '/v1/hand-entries',
    config: { access: READ },
    schema: {
      tags,
      summary: 'What was said of money without a wire, newest first',
      querystring: HandEntryQuery,
      response: answers(200, Page(HandEntry)),
    },
    handler: async (request) => {
      const { state, cursor, limit = 50 } = request.query
      const { items, next } = await listEntries(db, {
        limit,
        ...(state ? { waiting: state === 'waiting' } : {}),
        ...(cursor ? { beyond: keyOf(cursor) } : {}),
      })
      return {
        items: items.map((entry) => rendered(entry, actorOf(staffOf(request)))),
        nextCursor: next && idOf(next),
      }
    },
  })

  const decide = async (request: Asked, reply: Answer, id: string, kind: 'confirm' | 'reject') => {
    const staff = staffOf(request)
    const { subjectNo, seq } = keyOf(id)
    const find = async () => (await findEntries(db, subjectNo)).find((one) => one.seq === seq)
    const entry = await find()
    if (!entry) return refuse(reply, { code: 'not_found' })
    const fault = kind === 'confirm' ? faultOf(staff, entry) : null
    if (fault) return refuse(reply, fault)
    const command = { ...commandKey(request), subjectNo, act: { kind }, actor: actorOf(staff) }
    const outcome = await flows.actOnEntry(command)
    if (!outcome.ok) return refuse(reply, outcome.rejection)
    const decided = await find()
    return decided ? rendered(decided, actorOf(staff)) : refuse(reply, { code: 'not_found' })
  }

  for (const kind of ['confirm', 'reject'] as const) {
    app.route({
      method: 'POST',
      url: `/v1/hand-entries/:id/${kind}`,
      config: { access: CONFIRM },
      schema: {
        tags,
        summary: kind === 'confirm' ? 'Confirm what another person said' : 'Say that it is not so',
        params: ByEntry,
        body: Closed({}),
        response: answers(200, HandEntry),
      },
      handler: async (request, reply) => decide(request, reply, request.params.id, kind),
    })
  }
}

/** The second of two people, within his limit. */
const faultOf = (checker: Staff, entry: EntryFacts) => {
  const fit = checkApproval(checker, { maker: entry.recordedBy, amount: entry.amount })
  return fit.ok ? null : fit.rejection
}
