import { type Answer, invalid, noTrade, ok, refuse } from './answers.ts'
import { type Fields, findTrade } from './records.ts'
import { chinaTime, newSettleNo, readYuan, yuan } from './text.ts'
import type { Royalty, Settlement, Trade } from './types.ts'
import { refundKey, type World } from './world.ts'

/** alipay.trade.royalty.relation.bind: who may be shared with. */
export function bindReceivers(world: World, content: Fields): Answer {
  const { receiver_list: list, out_request_no: no } = content
  if (typeof no !== 'string' || !/^[0-9A-Za-z_]{1,32}$/.test(no)) return invalid('out_request_no')
  if (!Array.isArray(list) || list.length === 0 || list.length > 20) return invalid('receiver_list')
  const receivers = (list as Fields[]).map(({ type, account, name }) => ({ type, account, name }))
  for (const { type, account, name } of receivers) {
    if (typeof account !== 'string' || account === '') return invalid('account')
    if (type === 'userId' && !/^2088\d{12}$/.test(account)) return invalid('account')
    if (type === 'loginName' && !name) return invalid('name')
    if (type !== 'userId' && type !== 'loginName' && type !== 'openId') return invalid('type')
  }
  world.commit({ receivers: receivers.map(({ account }) => ({ account: String(account) })) })
  return ok({ result_code: 'SUCCESS' })
}

/** What of the trade is shared out, and not taken back. */
export const sharedOf = (world: World, trade: Trade): number =>
  [...world.settlements.values()]
    .filter((one) => one.tradeNo === trade.no)
    .flatMap((one) => one.parts)
    .reduce((sum, part) => sum + (part.state === 'SUCCESS' ? part.amount : 0), 0)

/** alipay.trade.order.settle: the same number is the same sharing. */
export function settle(world: World, content: Fields): Answer {
  const trade = findTrade(world, content)
  if (!trade) return noTrade
  const { out_request_no: no, extend_params: extra } = content
  if (typeof no !== 'string' || !/^[0-9A-Za-z_]{1,32}$/.test(no)) return invalid('out_request_no')
  const wanted = readParts(content.royalty_parameters)
  const isLast = (extra as Fields | undefined)?.royalty_finish === 'true'
  if (!wanted || (wanted.length === 0 && !isLast)) return invalid('royalty_parameters')
  const known = world.settlements.get(refundKey(trade.no, no))
  if (known) {
    return isSame(known, wanted)
      ? ok({ trade_no: trade.tradeNo, settle_no: known.settleNo })
      : refuse('ACQ.DISCORDANT_REPEAT_REQUEST', '请求信息不一致')
  }
  if (!trade.paid || trade.status !== 'TRADE_SUCCESS')
    return refuse('ACQ.TRADE_STATUS_ERROR', '交易状态不合法')
  const isOver = [...world.settlements.values()].some((one) => one.tradeNo === trade.no && one.isLast)
  // Nothing is left of what was frozen for it.
  if (!trade.isForSharing || isOver) return refuse('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', '分账金额超限')
  if (wanted.some(({ account }) => !world.receivers.has(account))) {
    return refuse('ACQ.ROYALTY_RECEIVER_INVALID', '分账收入方账户不合法')
  }
  const sum = wanted.reduce((total, { amount }) => total + amount, 0)
  if (sum + sharedOf(world, trade) + trade.refunded > trade.paid.amount) {
    return refuse('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', '分账金额超限')
  }
  const failed = world.faults.take('sharing_failed', 'sharing', trade.no)
  const at = world.now()
  const settlement: Settlement = {
    no,
    tradeNo: trade.no,
    settleNo: newSettleNo(at),
    at,
    isLast,
    parts: wanted.map((part, index) =>
      failed && index === 0
        ? { ...part, state: 'FAIL', failure: 'TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH' }
        : { ...part, state: 'SUCCESS' },
    ),
  }
  const moved = settlement.parts.filter(({ state }) => state === 'SUCCESS')
  const { no: orderNo, tradeNo, subject, paid } = trade
  world.commit({
    settlements: [settlement],
    money: moved.map(({ account, amount }) => ({
      at,
      kind: 'shared',
      orderNo,
      tradeNo,
      subject,
      amount,
      payer: account,
      sellerId: paid.sellerId,
    })),
  })
  return ok({ trade_no: tradeNo, settle_no: settlement.settleNo })
}

type Part = { readonly account: string; readonly amount: number }

function readParts(value: unknown): Part[] | undefined {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > 5) return undefined
  const parts = (value as Fields[]).map((one) => ({
    account: one.trans_in,
    amount: readYuan(one.amount),
    type: one.royalty_type,
  }))
  const isWhole = parts.every(
    ({ account, amount, type }) => typeof account === 'string' && amount !== undefined && type === 'transfer',
  )
  return isWhole
    ? (parts as (Part & { type: string })[]).map(({ account, amount }) => ({ account, amount }))
    : undefined
}

const isSame = (known: Settlement, wanted: readonly Part[]): boolean =>
  known.parts.length === wanted.length &&
  known.parts.every(
    ({ account, amount }, i) => wanted[i]?.account === account && wanted[i]?.amount === amount,
  )

/** alipay.trade.order.settle.query */
export function querySettlement(world: World, content: Fields): Answer {
  const trade = findTrade(world, content)
  const found = trade && world.settlements.get(refundKey(trade.no, String(content.out_request_no)))
  if (!found) return noTrade
  return ok({
    out_request_no: found.no,
    operation_dt: chinaTime(found.at),
    royalty_detail_list: found.parts.map(({ account, amount, state, failure }) => ({
      operation_type: 'transfer',
      execute_dt: chinaTime(found.at),
      trans_in: account,
      trans_in_type: 'userId',
      amount: yuan(amount),
      state,
      ...(failure === undefined ? {} : { error_code: failure, error_desc: '分账失败' }),
    })),
  })
}

/** A refund that says so takes parts back from those they were shared with; what it says must be there. */
export function takeBack(
  world: World,
  trade: Trade,
  parameters: unknown,
): { readonly settlements: readonly Settlement[]; readonly royalties: readonly Royalty[] } | Answer {
  if (parameters === undefined) return { settlements: [], royalties: [] }
  if (!Array.isArray(parameters)) return invalid('refund_royalty_parameters')
  const changed = new Map(
    [...world.settlements.values()].filter((one) => one.tradeNo === trade.no).map((one) => [one.no, one]),
  )
  const royalties: Royalty[] = []
  for (const { trans_out: account, amount: text } of parameters as Fields[]) {
    const amount = readYuan(text)
    if (amount === undefined) return invalid('refund_royalty_parameters')
    const has = (part: Settlement['parts'][number]) =>
      part.account === account && part.state === 'SUCCESS' && part.amount >= amount
    const from = [...changed.values()].find(({ parts }) => parts.some(has))
    if (!from) return refuse('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', '退分账金额超限')
    // He has it no more: the refund goes on, and the seller pays his part.
    const isBack = world.faults.take('royalty_failed', 'refund', trade.no) === undefined
    royalties.push({ account: String(account), amount, isBack })
    if (!isBack) continue
    const at = from.parts.findIndex(has)
    const parts = from.parts.map((part, i) => (i === at ? { ...part, amount: part.amount - amount } : part))
    changed.set(from.no, { ...from, parts })
  }
  return { settlements: [...changed.values()], royalties }
}
