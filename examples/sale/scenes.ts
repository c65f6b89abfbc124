import { Refused } from '../client.ts'
import type { Evidence, Items, Trade } from '../shapes.ts'
import type { Stage } from './stage.ts'
import { type Teller, yuan } from './teller.ts'

type Scene = (stage: Stage, tell: Teller) => Promise<void>

const isPaid = ({ state }: Trade): boolean => state === 'paid'

const tellOrders = (tell: Teller, trade: Trade): void => {
  for (const { shop, no, display, state, paymentState, payableAmount } of trade.orders)
    tell.say(`${shop.name}: ${no} ${yuan(payableAmount)} ${display.buyer.zh} (${state}, ${paymentState})`)
}

/** What came in and what went back, from the payment's own figures. */
const tellMoney = async ({ payment }: Stage, tell: Teller, tradeNo: string): Promise<void> => {
  const { due, captured, surplus, refunded, surplusRefunded, over } = await payment(tradeNo)
  tell.say(
    `Due ${yuan(due)}, captured ${yuan(captured)}, beyond it ${yuan(surplus)}, given back ${yuan(refunded + surplusRefunded)}, to be decided ${yuan(over)}.`,
  )
}

/** The rule refunds what nobody owes, by itself; the story only waits. */
const tellRefund = async ({ payment, until }: Stage, tell: Teller, tradeNo: string): Promise<void> => {
  const { refunds } = await until(
    () => payment(tradeNo),
    (seen) => seen.refunds.length > 0 && seen.refunds.every(({ state }) => state === 'succeeded'),
  )
  for (const { no, amount, state } of refunds) tell.say(`Refund ${no} of ${yuan(amount)}: ${state}.`)
}

export const sale: Scene = async (stage, tell) => {
  tell.chapter('The sale: two shops, one payment')
  for (const title of stage.titles) tell.say(`In the basket: ${title}`)
  const quote = await stage.quote()
  for (const { shop, payable } of quote.groups) tell.say(`${shop.name} asks ${yuan(payable)}.`)
  tell.say(
    `Goods ${yuan(quote.goodsAmount)} − discounts ${yuan(quote.discountAmount)} + freight ${yuan(quote.freightAmount)} = ${yuan(quote.payable)}`,
  )
  const placed = await stage.place()
  tell.say(`Trade ${placed.no} is placed.`)
  tellOrders(tell, await stage.trade(placed.no))
  const attempt = await stage.attempt(placed.no)
  tell.say(`Attempt ${attempt.no} shows a QR code over ${yuan(attempt.amount)}; the buyer scans it and pays.`)
  await stage.wallet.pay(attempt.no)
  tellOrders(tell, await stage.until(() => stage.trade(placed.no), isPaid))
  await tellMoney(stage, tell, placed.no)
}

export const told: Scene = async (stage, tell) => {
  tell.chapter('Accident 1: the callback comes three times')
  const { no } = await stage.place()
  const attempt = await stage.attempt(no)
  await stage.wallet.fault(attempt.no, 'notice_duplicated', 3)
  await stage.wallet.pay(attempt.no)
  await stage.until(() => stage.trade(no), isPaid)
  const answers = await stage.until(
    () => stage.wallet.answers(attempt.no),
    (seen) => seen.length >= 3,
  )
  tell.say(
    `Trade ${no} is paid. The provider told it ${answers.length} times and heard ${answers.join(', ')}.`,
  )
  await tellMoney(stage, tell, no)
}

export const forged: Scene = async (stage, tell) => {
  tell.chapter('Accident 2: a forged callback')
  const { no } = await stage.place()
  const attempt = await stage.attempt(no)
  await stage.wallet.forge(attempt.no)
  const [answer] = await stage.until(
    () => stage.wallet.answers(attempt.no),
    (seen) => seen.length > 0,
  )
  tell.say(
    `Somebody claims that attempt ${attempt.no} was paid, signed with a key of his own; heard ${answer}.`,
  )
  tell.say(
    `Trade ${no} is ${(await stage.trade(no)).state}, attempt ${(await attemptOf(stage, attempt.no)).state}.`,
  )
  await stage.wallet.pay(attempt.no)
  tell.say(`The buyer pays in earnest: trade ${(await stage.until(() => stage.trade(no), isPaid)).state}.`)
}

export const oneFenOff: Scene = async (stage, tell) => {
  tell.chapter('Accident 3: one fen is missing, with a genuine signature')
  const { no } = await stage.place()
  const attempt = await stage.attempt(no)
  await stage.wallet.fault(attempt.no, 'paid_wrong_amount', -1)
  await stage.wallet.pay(attempt.no)
  const seen = await stage.until(
    () => attemptOf(stage, attempt.no),
    ({ state }) => state === 'conflicted',
  )
  tell.say(
    `Attempt ${attempt.no} over ${yuan(attempt.amount)} is ${seen.state}; trade ${no} is ${(await stage.trade(no)).state}.`,
  )
  const { items } = await stage.finance.get<Items<Evidence>>(`/v1/payments/${no}/evidence`)
  for (const { kind, verified, outcome } of items)
    tell.say(`Evidence: ${kind}, ${verified ? 'genuine' : 'not genuine'}, outcome ${outcome}.`)
  await tellMoney(stage, tell, no)
  tell.say('The money is kept apart until a person decides; nothing was shipped for it.')
}

export const lost: Scene = async (stage, tell) => {
  tell.chapter('Accident 4: the callback is lost')
  const { no } = await stage.place()
  const attempt = await stage.attempt(no)
  await stage.wallet.fault(attempt.no, 'notice_lost')
  await stage.wallet.pay(attempt.no)
  const began = performance.now()
  await stage.until(() => stage.trade(no), isPaid)
  const seconds = (performance.now() - began) / 1000
  tell.say(
    `Nobody told us. We asked, and trade ${no} was paid after ${seconds.toFixed(1)} s (limit: two minutes).`,
  )
  if (seconds > 120) throw new Error('healing took longer than two minutes')
}

export const afterClose: Scene = async (stage, tell) => {
  tell.chapter('Accident 5: the money comes after the trade was closed')
  const { no } = await stage.place()
  const attempt = await stage.attempt(no)
  await stage.buyer.post<Trade>(`/v1/trades/${no}/cancel`, {})
  const closed = await stage.until(
    () => stage.trade(no),
    ({ state }) => state === 'closed',
  )
  tell.say(
    `The buyer cancels; attempt ${attempt.no} is closed at the provider, then trade ${no} is ${closed.state}.`,
  )
  await stage.wallet.pay(attempt.no, { inFlight: true })
  tell.say('But his confirmation was already on its way: the provider takes the money.')
  await tellRefund(stage, tell, no)
  tellOrders(tell, await stage.trade(no))
  await tellMoney(stage, tell, no)
}

export const twice: Scene = async (stage, tell) => {
  tell.chapter('Accident 6: two attempts succeed')
  const placed = await stage.place()
  const { no } = placed
  const orderNo = placed.orders[0]!.no
  const one = await stage.buyer.post<{ no: string; amount: number }>(`/v1/trades/${no}/attempts`, {
    channel: 'wechat',
    method: 'native',
    orderNo,
  })
  tell.say(`Attempt ${one.no} is for order ${orderNo} alone, ${yuan(one.amount)}.`)
  const both = await stage.attempt(no)
  tell.say(
    `Attempt ${both.no} is for both, ${yuan(both.amount)}; the first was closed at the provider before.`,
  )
  await stage.wallet.pay(both.no)
  await stage.until(() => stage.trade(no), isPaid)
  await stage.wallet.pay(one.no, { inFlight: true })
  tell.say('Both are paid: the second one was a confirmation under way.')
  await tellRefund(stage, tell, no)
  await tellMoney(stage, tell, no)
}

export const again: Scene = async (stage, tell) => {
  tell.chapter('And what is simply asked twice')
  const quote = await stage.quote()
  const { items } = await stage.buyer.get<Items<{ id: number }>>('/v1/addresses')
  const body = { lines: stage.basket, addressId: items[0]!.id, quoteHash: quote.hash }
  const key = `demo-${crypto.randomUUID()}`
  const first = await stage.buyer.post<Trade>('/v1/trades', body, key)
  const second = await stage.buyer.post<Trade>('/v1/trades', body, key)
  tell.say(`The same request under the same key: ${first.no}, and again ${second.no}.`)
  const other = { ...body, lines: stage.basket.slice(0, 1) }
  tell.say(`Another request under that key: ${await refusal(stage.buyer.post('/v1/trades', other, key))}.`)
  const old = { ...body, quoteHash: 'A'.repeat(32) }
  tell.say(`A price that was never shown: ${await refusal(stage.buyer.post('/v1/trades', old))}.`)
  await stage.buyer.post(`/v1/trades/${first.no}/cancel`, {})
}

const attemptOf = (stage: Stage, no: string) => stage.buyer.get<{ state: string }>(`/v1/attempts/${no}`)

const refusal = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Refused ? `${error.status} ${error.code}` : Promise.reject(error)),
  )
