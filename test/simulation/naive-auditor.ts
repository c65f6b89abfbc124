import type { Attempt } from '../../src/modules/payment/index.ts'
import { promised } from './naive-promised.ts'
import { disputed, shared } from './naive-shared.ts'
import { big, grouped, type Snapshot } from './naive-snapshot.ts'

export type { Snapshot } from './naive-snapshot.ts'

/**
 * A second auditor, as simple as can be: it knows what must be true of the rows and nothing of how they came to be.
 * Returns what is wrong, in words.
 */
export function violations(s: Snapshot, now: number): string[] {
  return [
    ...prices(s),
    ...stock(s),
    ...money(s),
    ...promised(s, now),
    ...combined(s),
    ...wallets(s),
    ...books(s),
    ...histories(s),
    ...promises(s),
    ...disputed(s),
    ...shared(s),
  ]
}

const COMPONENTS = ['goods', 'shopDiscount', 'platformDiscount', 'points', 'freight', 'payable'] as const

function* prices({ trades, orders, lines }: Snapshot): Generator<string> {
  const ofOrder = grouped(lines, (line) => line.orderNo)
  const ofTrade = grouped(orders, (order) => order.tradeNo)
  for (const { orderNo, lineNo, amounts, stageAmounts, quantity, unitPrice } of lines) {
    const { goods, shopDiscount, platformDiscount, points, freight, payable } = amounts
    const made = goods - shopDiscount - platformDiscount - points + freight
    if (made !== payable || goods !== unitPrice * quantity)
      yield `line ${orderNo}/${lineNo}: components do not make ${payable}`
    if (COMPONENTS.some((of) => amounts[of] < 0)) yield `line ${orderNo}/${lineNo}: a component is below zero`
    if (big(stageAmounts) !== BigInt(payable))
      yield `line ${orderNo}/${lineNo}: stages do not make ${payable}`
  }
  for (const of of COMPONENTS) {
    for (const order of orders) {
      const sum = big((ofOrder.get(order.orderNo) ?? []).map((line) => line.amounts[of]))
      if (sum !== BigInt(order.amounts[of])) yield `order ${order.orderNo}: ${of} is not the sum of its lines`
    }
    for (const trade of trades) {
      const sum = big((ofTrade.get(trade.tradeNo) ?? []).map((order) => order.amounts[of]))
      if (sum !== BigInt(trade.amounts[of]))
        yield `trade ${trade.tradeNo}: ${of} is not the sum of its orders`
    }
  }
}

function* stock({ stocks, moves, lines, orders }: Snapshot): Generator<string> {
  const ofSku = grouped(moves, (move) => String(move.skuId))
  const ofLine = grouped(moves, (move) => `${move.refNo}/${move.refLine}`)
  for (const held of stocks) {
    for (const bucket of ['available', 'reserved', 'committed'] as const) {
      const sum = big((ofSku.get(String(held.skuId)) ?? []).map((move) => move.change[bucket] ?? 0))
      if (held[bucket] < 0) yield `stock ${held.skuId}: ${bucket} is ${held[bucket]}`
      if (sum !== BigInt(held[bucket])) yield `stock ${held.skuId}: ${bucket} is not the sum of its moves`
    }
  }
  const stateOf = new Map(orders.map((order) => [order.orderNo, order.state]))
  for (const line of lines) {
    if (line.kind === 'supplement') continue
    const kinds = (ofLine.get(`${line.orderNo}/${line.lineNo}`) ?? []).map((move) => move.kind).join(' ')
    const state = stateOf.get(line.orderNo)
    const fits =
      state === 'created'
        ? kinds === 'reserve'
        : state === 'created_cancelled'
          ? kinds === 'reserve release'
          : kinds === 'reserve commit' ||
            ((state === 'cancelled' || state === 'booking_failed') && kinds === 'reserve commit uncommit')
    if (!fits) yield `line ${line.orderNo}/${line.lineNo}: ${state} with stock moves ${kinds}`
  }
}

function* money(s: Snapshot): Generator<string> {
  const attemptsOf = grouped(s.attempts, (attempt) => attempt.payableNo)
  const itemsOf = grouped(s.items, (item) => item.payableNo)
  const refundsOf = grouped(s.refunds, (refund) => refund.payableNo)
  for (const p of s.payments) {
    const attempts = attemptsOf.get(p.payableNo) ?? []
    const items = itemsOf.get(p.payableNo) ?? []
    const refunds = refundsOf.get(p.payableNo) ?? []
    const refundSum = (source: string, states: readonly string[]) =>
      big(
        refunds
          .filter((r) => r.source === source && states.includes(r.state) && r.currency === p.currency)
          .map((r) => r.amount),
      )
    const under = ['requested', 'approved', 'processing', 'failed', 'redirect_asked', 'returned']
    if (p.captured > p.due) yield `payment ${p.payableNo}: captured ${p.captured} of ${p.due}`
    const counted = attempts.filter((a) => a.receivedCurrency === p.currency)
    if (big(counted.map((a) => a.received)) !== BigInt(p.captured + p.surplus))
      yield `payment ${p.payableNo}: money of attempts is not captured + surplus`
    if (big(items.map((i) => i.captured)) !== BigInt(p.captured))
      yield `payment ${p.payableNo}: items captured another sum`
    if (refundSum('item', under) !== BigInt(p.refunding))
      yield `payment ${p.payableNo}: refunding is not its refunds`
    if (refundSum('item', ['succeeded']) !== BigInt(p.refunded))
      yield `payment ${p.payableNo}: refunded is not its refunds`
    if (refundSum('surplus', under) !== BigInt(p.surplusRefunding))
      yield `payment ${p.payableNo}: surplus refunding is not its refunds`
    if (refundSum('surplus', ['succeeded']) !== BigInt(p.surplusRefunded))
      yield `payment ${p.payableNo}: surplus refunded is not its refunds`
    if (p.refunding + p.refunded > p.captured || p.surplusRefunding + p.surplusRefunded > p.surplus)
      yield `payment ${p.payableNo}: gives back more than came in`
  }
  for (const item of s.items) {
    const own = s.shares.filter((share) => share.itemNo === item.itemNo)
    for (const sum of ['refunding', 'refunded'] as const)
      if (big(own.map((share) => share[sum])) !== BigInt(item[sum]))
        yield `item ${item.itemNo}: its shares are ${sum} another sum`
    if (big(own.map((share) => share.amount)) !== BigInt(item.captured))
      yield `item ${item.itemNo}: its shares are not what it captured`
  }
  const flowOf = new Map(s.flows.map((flow) => [flow.sourceNo, flow]))
  if (flowOf.size !== s.flows.length) yield 'a flow of money stands twice'
  for (const a of s.attempts) {
    if ((flowOf.get(a.attemptNo)?.amount ?? 0) !== a.received)
      yield `attempt ${a.attemptNo}: received ${a.received} without that flow`
    if (a.state === 'succeeded' && a.surplus > 0) {
      const asked = s.refunds.filter((r) => r.attemptNo === a.attemptNo && r.source === 'surplus')
      const left = asked.filter(({ state }) => state !== 'rejected')
      // What its channel would not give back may be given up by a person: it stays in suspense, and a scan finds it.
      const isGivenUp = left.length === 0 && asked.some(({ decidedBy }) => decidedBy?.startsWith('staff:'))
      // What a lost dispute took of it, its payer has by his bank.
      const taken = s.disputes.filter(({ attemptNo }) => attemptNo === a.attemptNo)
      const back = [...left.map(({ amount }) => amount), ...taken.map(({ covered }) => covered)]
      if (big(back) !== BigInt(a.surplus) && !isGivenUp)
        yield `attempt ${a.attemptNo}: surplus ${a.surplus} is not on its way back`
    }
  }
  for (const r of s.refunds) {
    // What came to us has left its channel as well; what a bank gave back came in again.
    const hasLeft = r.state === 'succeeded' || r.returnedAt !== null || r.bounceNo !== null
    const back = r.bounceNo === null ? undefined : flowOf.get(r.bounceNo)
    if (hasLeft !== flowOf.has(r.refundNo)) yield `refund ${r.refundNo}: ${r.state} and flow disagree`
    const { paid = null, second = null, decidedBy, requestedBy } = r.redirect ?? {}
    if (paid !== null && (r.state !== 'succeeded' || flowOf.get(r.refundNo)?.channel !== paid))
      yield `refund ${r.refundNo}: ${r.state}, and was paid by ${paid}`
    if (paid !== null && (!decidedBy || decidedBy === requestedBy))
      yield `refund ${r.refundNo}: paid by us by the word of ${decidedBy}`
    const again = second && flowOf.get(second.no)
    if (
      second &&
      (again?.direction !== 'out' || again.amount !== r.amount || again.channel !== second.channel)
    )
      yield `refund ${r.refundNo}: paid twice without that flow`
    const given = second?.backNo ? flowOf.get(second.backNo) : undefined
    if (second?.backNo && (given?.direction !== 'in' || given.amount !== r.amount))
      yield `refund ${r.refundNo}: given back without that flow`
    if (r.bounceNo !== null && (back?.direction !== 'in' || back.amount !== r.amount))
      yield `refund ${r.refundNo}: it came back without that flow`
  }
  // Whatever the currency, what came in goes back once.
  const alive = s.refunds.filter(({ state }) => state !== 'rejected')
  const backOf = grouped(alive, (refund) => `${refund.attemptNo}/${refund.source}`)
  for (const { attemptNo, captured, surplus } of s.attempts) {
    for (const [source, came] of [['item', captured] as const, ['surplus', surplus] as const]) {
      const back = big((backOf.get(`${attemptNo}/${source}`) ?? []).map(({ amount }) => amount))
      if (back > BigInt(came)) yield `attempt ${attemptNo}: ${back} of its ${source} of ${came} goes back`
    }
  }
  const itemOf = new Map(s.items.map((item) => [item.itemNo, item]))
  const sharesOf = grouped(s.shares, ({ itemNo }) => itemNo)
  for (const o of s.orders) {
    const item = itemOf.get(o.orderNo)
    if ((o.paymentState === 'paid') !== (o.received === o.amounts.payable))
      yield `order ${o.orderNo}: ${o.paymentState} with ${o.received} of ${o.amounts.payable}`
    if (o.received !== (item?.captured ?? 0) || o.refunded !== (item?.refunded ?? 0))
      yield `order ${o.orderNo}: money differs from its item`
    // What a bank asks back goes back through it, or is ours to give back once it has been won.
    const asked = big((sharesOf.get(o.orderNo) ?? []).map(({ disputed }) => disputed))
    const left = (item?.captured ?? 0) - (item?.refunding ?? 0) - (item?.refunded ?? 0) - (item?.kept ?? 0)
    const kept = BigInt(left) - asked
    if (kept > 0 && ['created_cancelled', 'booking_failed', 'cancelled'].includes(o.state))
      yield `order ${o.orderNo}: ${o.state} keeps ${kept}`
  }
}

/** What is paid at once: an attempt on each of several trades of one buyer, all the same way and with one end. */
function* combined({ attempts, payments }: Snapshot): Generator<string> {
  const payerOf = new Map(payments.map((payment) => [payment.payableNo, payment.buyerId]))
  const whole = attempts.filter(({ combinedNo }) => combinedNo !== null)
  for (const [no, parts] of grouped(whole, ({ combinedNo }) => combinedNo!)) {
    const ways = parts.map((a) =>
      [payerOf.get(a.payableNo), a.channel, a.method, a.currency, a.expiresAt.getTime()].join(),
    )
    const trades = new Set(parts.map(({ payableNo }) => payableNo))
    if (parts.length < 2 || trades.size < parts.length) yield `combined ${no}: ${parts.length} parts`
    if (new Set(ways).size > 1) yield `combined ${no}: its parts are ${ways.join(' and ')}`
    if (attempts.some(({ attemptNo }) => attemptNo === no)) yield `combined ${no} is an attempt as well`
  }
}

/** Channels whose money stands in our own books: it leaves them over no wire. */
const IN_BOOKS = ['wallet', 'points']

function* wallets({ wallets, attempts, payments, journals }: Snapshot): Generator<string> {
  const payerOf = new Map(payments.map((payment) => [payment.payableNo, payment.buyerId]))
  const sizeOf = (attempt: Attempt) => (attempt.channel === 'points' ? (attempt.units ?? 0) : attempt.held)
  for (const { name, free, held } of wallets) {
    if (free < 0 || held < 0) yield `wallet ${name}: ${free} free, ${held} held`
    const legs = attempts.filter(
      (a) => a.state === 'authorized' && `${a.channel}/${payerOf.get(a.payableNo)}` === name,
    )
    if (big(legs.map(sizeOf)) !== BigInt(held)) yield `wallet ${name} holds ${held}, its payments another sum`
    const [kind, buyerId] = name.split('/')
    const purposes =
      kind === 'points' ? ['member_points', 'member_points_held'] : ['member_balance', 'member_balance_held']
    const own = journals.flatMap(({ entries }) => entries).filter((e) => e.ownerId === buyerId)
    const booked = own
      .filter(({ purpose }) => purposes.includes(purpose))
      .map((entry) => ('credit' in entry ? entry.credit : -entry.debit))
    if (big(booked) !== BigInt(free + held)) yield `wallet ${name}: its journals make another sum`
  }
  const groups = grouped(
    attempts.filter(({ groupNo }) => groupNo !== null),
    ({ groupNo }) => groupNo!,
  )
  for (const [no, legs] of groups) {
    const wired = legs.filter(({ channel }) => !IN_BOOKS.includes(channel))
    const inBooks = legs.filter(({ channel }) => IN_BOOKS.includes(channel))
    if (wired.some(({ state }) => state !== 'succeeded') && inBooks.some(({ captured }) => captured > 0))
      yield `group ${no}: a wallet paid and its channel did not`
    if (wired.every(({ isOpen }) => !isOpen) && inBooks.some(({ state }) => state === 'authorized'))
      yield `group ${no}: held for nothing`
  }
}

function* books({ journals, flows, disputes, attempts, refunds }: Snapshot): Generator<string> {
  const seen = new Set<string>()
  const receivable: number[] = []
  const suspended: number[] = []
  for (const { event, refNo, entries } of journals) {
    if (seen.has(`${refNo} ${event}`)) yield `journal ${event} of ${refNo} stands twice`
    seen.add(`${refNo} ${event}`)
    const sides = entries.map((entry) => ('debit' in entry ? entry.debit : -entry.credit))
    if (big(sides) !== 0n) yield `journal ${event} of ${refNo} does not sum to zero`
    entries.forEach((entry, i) => {
      if (entry.purpose === 'channel_receivable') receivable.push(sides[i]!)
      if (entry.purpose === 'suspense') suspended.push(-sides[i]!)
    })
  }
  const flowed = flows
    .filter(({ channel }) => !IN_BOOKS.includes(channel))
    .map(({ direction, amount }) => (direction === 'in' ? amount : -amount))
  for (const { isWithdrawn, amount } of disputes) if (isWithdrawn) flowed.push(-amount)
  if (big(receivable) !== big(flowed))
    yield `the channel owes ${big(receivable)} in the books, ${big(flowed)} by its flows`
  const balanceOf = (of: string) =>
    big(
      journals
        .flatMap(({ entries }) => entries)
        .filter(({ purpose }) => purpose === of)
        .map((entry) => ('debit' in entry ? entry.debit : -entry.credit)),
    )
  const twice = refunds.filter(({ redirect }) => redirect?.second != null && redirect.second.backNo === null)
  if (balanceOf('refund_overpaid') !== big(twice.map(({ amount }) => amount)))
    yield `buyers owe back ${balanceOf('refund_overpaid')} by the books, ${twice.length} refunds by payments`
  const agreed = refunds.filter(({ state }) => !['requested', 'rejected', 'succeeded'].includes(state))
  if (-balanceOf('refund_clearing') !== big(agreed.map(({ amount }) => amount)))
    yield `to be refunded are ${-balanceOf('refund_clearing')} by the books, ${agreed.length} refunds by payments`
  const onItsWay = refunds.filter(
    ({ source, state }) => source === 'surplus' && state !== 'requested' && state !== 'rejected',
  )
  const surplus = [
    ...attempts.map((attempt) => attempt.surplus),
    ...onItsWay.map(({ amount }) => -amount),
    ...disputes.map(({ covered }) => -covered),
  ]
  if (big(suspended) !== big(surplus))
    yield `in suspense are ${big(suspended)} by the books, ${big(surplus)} by payments`
}

const paths = new Map<string, { machine: string; from: string; to: string }>()

/** `attempt:ready>succeed>succeeded` in its parts. */
function pathOf(move: string) {
  const known = paths.get(move)
  if (known) return known
  const [machine = '', path = ''] = move.split(':')
  const [from = '', , to = ''] = path.split('>')
  const made = { machine, from, to }
  paths.set(move, made)
  return made
}

function* histories(s: Snapshot): Generator<string> {
  const { steps, events, trades, orders, attempts, refunds, disputes, sharings, returns } = s
  const at = new Map<string, string>()
  const versions = new Map<string, number>()
  for (const { no, version, move } of steps) {
    const { machine, from, to } = pathOf(move)
    const known = at.get(`${machine} ${no}`)
    if (known !== undefined && known !== from)
      yield `${move} of ${no} does not begin where it stood (${known})`
    if (version !== (versions.get(no) ?? 1) + 1) yield `${move} of ${no}: version ${version} leaves a gap`
    at.set(`${machine} ${no}`, to)
    versions.set(no, version)
  }
  const present: [string, string, string, number][] = [
    ...trades.map((t): [string, string, string, number] => ['trade', t.tradeNo, t.state, t.version]),
    ...orders.map((o): [string, string, string, number] => ['order', o.orderNo, o.state, o.version]),
    ...attempts.map((a): [string, string, string, number] => ['attempt', a.attemptNo, a.state, a.version]),
    ...refunds.map((r): [string, string, string, number] => ['refund', r.refundNo, r.state, r.version]),
    ...disputes.map((d): [string, string, string, number] => ['dispute', d.disputeNo, d.state, d.version]),
    ...sharings.map((x): [string, string, string, number] => ['sharing', x.sharingNo, x.state, x.version]),
    ...returns.map((r): [string, string, string, number] => [
      'sharing_return',
      r.returnNo,
      r.state,
      r.version,
    ]),
  ]
  for (const [machine, no, state, version] of present) {
    const told = at.get(`${machine} ${no}`)
    if (told !== undefined && told !== state) yield `${machine} ${no} is ${state}, its history says ${told}`
    if ((versions.get(no) ?? 1) !== version)
      yield `${machine} ${no} has version ${version}, its history ${versions.get(no) ?? 1}`
  }
  const told = new Set(events.map((event) => `${event.subject} ${event.type} ${event.sequence}`))
  if (told.size !== events.length) yield 'an event was told twice'
}

function* promises({ trades, acknowledged }: Snapshot): Generator<string> {
  const known = new Set(trades.map((trade) => trade.tradeNo))
  if (known.size !== trades.length) yield 'a trade stands twice'
  const told = new Map<string, string>()
  for (const { key, tradeNo } of acknowledged) {
    if (!known.has(tradeNo)) yield `trade ${tradeNo} was acknowledged and is gone`
    if ((told.get(key) ?? tradeNo) !== tradeNo) yield `key ${key} made two trades`
    told.set(key, tradeNo)
  }
}
