import { failureWords, type NextStep } from '../channels/reasons.ts'
import { refundReasonOf, refundReasons } from '../channels/refund-reasons.ts'
import type { FailureReason } from '../channels/types.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Label } from '../kernel/machine.ts'
import { findPeople } from '../modules/account/index.ts'
import { type NearEnd, type TradeFacts, tradeFacts, tradesNearEnd } from '../modules/order/index.ts'
import { type DuePart, dueParts, type OpenAmount, openAmounts } from '../modules/payment/index.ts'
import * as push from '../modules/push/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import { consumeOutbox, type PublishedEvent } from '../platform/outbox.ts'
import { channelOf, type FlowDeps } from './deps.ts'

export type TellDeps = {
  readonly db: Db
  /** The same database as commands use it: events are read as often as there are batches. */
  readonly commandDb?: Db
  readonly clock: Clock
  readonly channels: FlowDeps['channels']
  /** Ways that are set up in this house. */
  readonly available: readonly push.OutwardWay[]
}

/** The name under which events are read for pushes. */
export const PUSH_READER = 'push'
const PAGE = 500

/** From what happened to messages 推送: each stage counts what it did, and `news` hears that something is to be sent. */
export function openTeller(deps: TellDeps, news: () => void) {
  const { db, commandDb = db, clock } = deps

  /** Writes the messages of tidings down, in the transaction that makes them happen once. */
  async function write(tx: Tx, tidings: readonly push.Tiding[], now: Date): Promise<number> {
    if (tidings.length === 0) return 0
    const contacts = await contactsOf(tx, push.recipientsOf(tidings))
    const isOn = push.isOnIn(await push.readSwitches(tx))
    const drafts = push.plan(tidings, { isOn, contacts, available: new Set(deps.available), now })
    return push.saveDrafts(tx, drafts, now)
  }

  return {
    /** Makes messages of published events; returns how many events were read. */
    readEvents: async (limit = PAGE): Promise<number> => {
      const now = clock.now()
      let waiting = 0
      const read = await consumeOutbox(
        commandDb,
        PUSH_READER,
        now,
        async (tx, events) => {
          waiting = await tellEvents(tx, events, now)
        },
        limit,
      )
      if (waiting > 0) news()
      return read
    },

    /** One reminder for each end of an open trade's time to pay (row L7); returns how many are new. */
    remindBeforeClose: async (): Promise<number> => {
      const now = clock.now()
      const leads = await push.readLeads(db)
      let reminded = 0
      for (let after: NearEnd | null = null, more = true; more; ) {
        const page: readonly NearEnd[] = await tradesNearEnd(db, { leads, now, after, limit: PAGE })
        // Most were reminded a round ago: asked without a transaction, and nothing is written for them.
        const open = new Set(await push.notReminded(db, 'before_close', page.map(endOf)))
        const due = page.filter((one) => open.has(endOf(one)))
        if (due.length > 0) reminded += await db.transaction().execute((tx) => remind(tx, due, now))
        after = page.at(-1) ?? null
        more = page.length === PAGE
      }
      if (reminded > 0) news()
      return reminded
    },

    /** The rest of trades that are paid in part, asked for regularly; returns how many were looked at. */
    remindPartPaid: async (limit = PAGE): Promise<number> => {
      const now = clock.now()
      const looked = await db.transaction().execute((tx) => remindRest(tx, now, limit))
      if (looked > 0) news()
      return looked
    },

    /** Parts of plans that fall due within a day, each told once for its day; returns how many are new. */
    remindDueParts: async (): Promise<number> => {
      const now = clock.now()
      let told = 0
      for (let after: DuePart | null = null, more = true; more; ) {
        const until = push.instalmentsUntil(now)
        const page: readonly DuePart[] = await dueParts(db, { now, until, after, limit: PAGE })
        told += await remindInstalments(page)
        after = page.at(-1) ?? null
        more = page.length === PAGE
      }
      return told
    },

    remindInstalments,
  }

  /** Instalments that fall due, each told once; returns how many are new. */
  async function remindInstalments(due: readonly push.DueInstalment[]): Promise<number> {
    const now = clock.now()
    // A supplement that is asked for again has another day, and is told again before it.
    const nameOf = ({ tradeNo, part, dueAt }: push.DueInstalment) =>
      `${tradeNo}/${part}@${dueAt.toISOString()}`
    const open = await push.notReminded(db, 'instalment', due.map(nameOf))
    if (open.length === 0) return 0
    const told = await db.transaction().execute(async (tx) => {
      const fresh = await push.remindOnce(tx, 'instalment', open, now)
      const trades = await tradeFacts(tx, nosOf(due))
      const tidings = due
        .filter((one) => fresh.has(nameOf(one)))
        .flatMap((one) => push.instalmentTidings(one, trades.get(one.tradeNo)?.orders ?? [], now))
      await write(tx, tidings, now)
      return fresh.size
    })
    if (told > 0) news()
    return told
  }

  async function tellEvents(tx: Tx, events: readonly PublishedEvent[], now: Date): Promise<number> {
    const told = events.filter(({ type, data }) => push.nodeOf(type, data) !== null)
    const tradeNos = [...new Set(told.flatMap((event) => push.tradeNoOf(event) ?? []))]
    const trades = await tradeFacts(tx, tradeNos)
    const tidings = told.flatMap((event) => {
      const trade = trades.get(push.tradeNoOf(event) ?? '')
      return trade ? push.tidingsOf(event, trade, failureOf(event)) : []
    })
    const over = told.filter(({ type }) => type === 'trade.paid' || type === 'trade.closed')
    await push.cancelReminders(
      tx,
      over.map(({ subject }) => subject),
    )
    await beginRest(tx, [...trades.values()], now)
    return write(tx, tidings, now)
  }

  /** Of the trades that something happened to: those that are open with a part of the money in. */
  async function beginRest(tx: Tx, trades: readonly TradeFacts[], now: Date): Promise<void> {
    const open = trades.filter(isOwed)
    if (open.length === 0) return
    const [amounts, leads] = [await openAmounts(tx, nosOf(open)), await push.readLeads(tx)]
    const begun = open
      .filter(({ tradeNo }) => asksForRest(amounts.get(tradeNo)))
      .map(({ tradeNo, scene }) => ({ subject: tradeNo, dueAt: push.nextRest(leads, scene, now) }))
    await push.beginReminders(tx, 'part_paid', begun, now)
  }

  async function remind(tx: Tx, due: readonly NearEnd[], now: Date): Promise<number> {
    const fresh = await push.remindOnce(tx, 'before_close', due.map(endOf), now)
    const unpaid = await unpaidOf(tx, nosOf(due.filter((one) => fresh.has(endOf(one)))))
    const tidings = [...unpaid.values()].flatMap((one) => push.remindersOf(one, null, now))
    await write(tx, tidings, now)
    return fresh.size
  }

  async function remindRest(tx: Tx, now: Date, limit: number): Promise<number> {
    const due = await push.lockDueReminders(tx, 'part_paid', now, limit)
    const unpaid = await unpaidOf(
      tx,
      due.map(({ subject }) => subject),
    )
    const leads = await push.readLeads(tx)
    const alive = due.filter(({ subject, rounds }) => unpaid.has(subject) && rounds < push.PART_PAID_ROUNDS)
    const tidings = alive.flatMap(({ subject, rounds }) =>
      push.remindersOf(unpaid.get(subject)!, rounds + 1, now),
    )
    const moved = due.map((one) => {
      const trade = alive.includes(one) ? unpaid.get(one.subject) : undefined
      return { subject: one.subject, dueAt: trade ? push.nextRest(leads, trade.scene, now) : null }
    })
    await push.moveReminders(tx, 'part_paid', moved)
    await write(tx, tidings, now)
    return due.length
  }

  /** Reasons are the buyer's words, never the channel's own code. */
  function failureOf({ type, data }: PublishedEvent): push.FailureTold | null {
    const { failureCode: code, channel } = data
    if (typeof code !== 'string') return null
    if (type.startsWith('refund.'))
      return { reason: refundReasons[refundReasonOf(code)].staff, next: NEXT_WORDS.nothing }
    const known = Object.hasOwn(failureWords, code)
    const said = known ? code : channelOf(deps.channels, String(channel))?.describeFailure(code)
    const { zh, en, next } = failureWords[(said ?? 'declined') as FailureReason]
    return { reason: { zh, en }, next: NEXT_WORDS[next] }
  }
}

export type Teller = ReturnType<typeof openTeller>

/** A trade's time to pay ends more than once: of a plan with the day of each part. Each end is told once. */
const endOf = ({ tradeNo, expiresAt }: NearEnd): string => `${tradeNo}@${expiresAt.toISOString()}`

const nosOf = (trades: readonly { readonly tradeNo: string }[]): string[] =>
  trades.map(({ tradeNo }) => tradeNo)

/** A plan has days of its own for the rest. */
const asksForRest = (amounts: OpenAmount | undefined): boolean =>
  amounts !== undefined && amounts.captured > 0 && !amounts.isPlanned

/** Whether somebody is to be reminded of it at all. */
const isOwed = ({ state, isSecured }: TradeFacts): boolean => state === 'open' && !isSecured

/** Trades that are still open and owe something; the others are absent. */
async function unpaidOf(tx: Tx, tradeNos: readonly string[]) {
  const [trades, amounts] = [await tradeFacts(tx, tradeNos), await openAmounts(tx, tradeNos)]
  return new Map(
    [...trades.values()]
      .filter(isOwed)
      .map((trade) => ({ ...trade, left: amounts.get(trade.tradeNo)?.left ?? trade.payable }))
      .filter(({ left }) => left > 0)
      .map((trade) => [trade.tradeNo, trade]),
  )
}

/** Contacts on file; a buyer who has left none is reached by the phone he signs in with. */
async function contactsOf(tx: Tx, recipients: readonly string[]): Promise<Map<string, push.Contact>> {
  const known = await push.readContacts(tx, recipients)
  const withoutPhone = recipients.filter((one) => one.startsWith(BUYER) && !known.get(one)?.phone)
  const people = await findPeople(
    tx,
    withoutPhone.map((one) => one.slice(BUYER.length)),
  )
  for (const { id, phone } of people) {
    const recipient = push.buyerRecipient(id)
    known.set(recipient, { ...(known.get(recipient) ?? push.unknownContact(recipient)), phone })
  }
  return known
}

const BUYER = 'buyer:'

/** What the buyer may do now, as a sentence beside the reason. */
const NEXT_WORDS: Readonly<Record<NextStep, Label>> = {
  try_again: { zh: '您可以重新支付。', en: 'You can pay again.' },
  other_method: { zh: '您可以换一种支付方式。', en: 'You can use another method.' },
  wait: { zh: '请稍后再试。', en: 'Please try again a little later.' },
  customer_service: { zh: '请联系客服。', en: 'Please contact customer service.' },
  nothing: { zh: '', en: '' },
}
