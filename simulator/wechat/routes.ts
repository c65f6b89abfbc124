import { type Answer, refuse } from './answers.ts'
import { createBillDesk } from './bills.ts'
import { closeCombined, createCombined, queryCombined } from './combined.ts'
import type { Operation } from './faults.ts'
import { isMethod } from './methods.ts'
import { closeOrder, createOrder, queryByTransaction, queryOrder } from './orders.ts'
import type { PresignedCodes } from './presigned.ts'
import { addReceiver, deleteReceiver } from './receivers.ts'
import { applyRedirect } from './redirects.ts'
import { applyRefund, queryRefund } from './refunds.ts'
import { createReturn, queryReturn } from './share-returns.ts'
import { createShare, queryShare, unfreeze, unsplitAmount } from './sharing.ts'
import type { World } from './world.ts'

/** One call of the merchant, named and tied to an order so that faults find it. */
export type Operated = { readonly on: Operation; readonly order: string; readonly act: () => Answer }

export type AskedOf = {
  readonly method: string
  readonly url: URL
  readonly fields: Readonly<Record<string, unknown>>
  /** Names the platform key that a field is encrypted with. */
  readonly serial: string | undefined
}

const ERRORS_PER_SECOND = 6

/** The endpoints under /v3/; undefined for one that is not there. */
export function createRoutes(world: World, presigned: PresignedCodes) {
  const refused: number[] = []
  const desk = createBillDesk(world)

  return (asked: AskedOf): Operated | undefined => {
    const parts = asked.url.pathname.split('/').slice(2).map(decodeURIComponent)
    const path = `${asked.method} ${parts.slice(0, 2).join('/')}`
    const tail = parts.slice(2)
    switch (path) {
      case 'POST pay/transactions':
      case 'GET pay/transactions':
        return payments(asked, tail)
      case 'POST refund/domestic':
      case 'GET refund/domestic':
        return refunds(asked, tail)
      default:
        return parts[0] === 'combine-transactions'
          ? combined(asked, parts.slice(1))
          : parts[0] === 'profitsharing'
            ? sharing(asked, parts.slice(1))
            : bills(asked, parts)
    }
  }

  function payments({ method, url, fields }: AskedOf, tail: readonly string[]): Operated | undefined {
    const [word = '', no = '', verb] = tail
    if (method === 'POST' && isMethod(word) && tail.length === 1) {
      const act = () => createOrder(world, word, fields, word === 'native' ? presigned.take() : undefined)
      return { on: 'create', order: String(fields.out_trade_no), act }
    }
    if (method === 'POST' && word === 'out-trade-no' && verb === 'close') {
      return { on: 'close', order: no, act: () => closeOrder(world, no, fields) }
    }
    if (method !== 'GET' || tail.length !== 2) return undefined
    if (word === 'out-trade-no')
      return { on: 'query', order: no, act: () => byMerchant(url, () => queryOrder(world, no)) }
    if (word === 'id')
      return { on: 'query', order: '', act: () => byMerchant(url, () => queryByTransaction(world, no)) }
    return undefined
  }

  function combined({ method, fields }: AskedOf, tail: readonly string[]): Operated | undefined {
    const [word = '', no = '', verb] = tail
    if (method === 'POST' && isMethod(word) && tail.length === 1) {
      const order = String(fields.combine_out_trade_no)
      return { on: 'create', order, act: () => createCombined(world, word, fields) }
    }
    if (word !== 'out-trade-no') return undefined
    if (method === 'GET' && tail.length === 2) {
      return { on: 'query', order: no, act: () => queryCombined(world, no) }
    }
    if (method === 'POST' && verb === 'close') {
      return { on: 'close', order: no, act: () => closeCombined(world, no, fields) }
    }
    return undefined
  }

  function refunds({ method, fields, serial }: AskedOf, tail: readonly string[]): Operated | undefined {
    if (tail[0] !== 'refunds') return undefined
    if (method === 'POST' && tail.length === 1) {
      return {
        on: 'refund',
        order: orderOfRefund(fields),
        act: () => limited(() => applyRefund(world, fields)),
      }
    }
    if (method === 'POST' && tail.length === 3 && tail[2] === 'apply-abnormal-refund') {
      const order = world.refunds.get(String(fields.out_refund_no))?.orderNo ?? ''
      return {
        on: 'refund',
        order,
        act: () => limited(() => applyRedirect(world, tail[1]!, fields, serial)),
      }
    }
    if (method === 'GET' && tail.length === 2) {
      const order = world.refunds.get(tail[1]!)?.orderNo ?? ''
      return { on: 'refund_query', order, act: () => queryRefund(world, tail[1]!) }
    }
    return undefined
  }

  function sharing(asked: AskedOf, tail: readonly string[]): Operated | undefined {
    const { method, url, fields, serial } = asked
    const query = (name: string) => url.searchParams.get(name)
    const route = `${method} ${tail[0]}${method === 'POST' && tail[1] ? `/${tail[1]}` : ''}`
    const paidOrder = world.ordersByTransaction.get(String(fields.transaction_id)) ?? ''
    switch (route) {
      case 'POST receivers/add':
        return { on: 'share', order: '', act: () => addReceiver(world, fields, serial) }
      case 'POST receivers/delete':
        return { on: 'share', order: '', act: () => deleteReceiver(world, fields) }
      case 'POST orders':
        return { on: 'share', order: paidOrder, act: () => createShare(world, fields) }
      case 'POST orders/unfreeze':
        return { on: 'share', order: paidOrder, act: () => unfreeze(world, fields) }
      case 'POST return-orders':
        return {
          on: 'share_return',
          order: orderOfShare(fields.out_order_no),
          act: () => createReturn(world, fields),
        }
      case 'GET orders':
        return {
          on: 'share_query',
          order: orderOfShare(tail[1]),
          act: () => queryShare(world, tail[1] ?? '', query('transaction_id')),
        }
      case 'GET return-orders':
        return {
          on: 'share_query',
          order: orderOfShare(query('out_order_no')),
          act: () => queryReturn(world, tail[1] ?? '', query('out_order_no')),
        }
      case 'GET transactions':
        return { on: 'share_query', order: '', act: () => unsplitAmount(world, tail[1] ?? '') }
      default:
        return undefined
    }
  }

  function bills({ method, url }: AskedOf, parts: readonly string[]): Operated | undefined {
    const order = url.searchParams.get('bill_date') ?? ''
    switch (`${method} ${parts.join('/')}`) {
      case 'GET bill/tradebill':
        return { on: 'bill', order, act: () => desk.ask('trade', url.searchParams) }
      case 'GET bill/fundflowbill':
        return { on: 'bill', order, act: () => desk.ask('fund', url.searchParams) }
      case 'GET billdownload/file':
        return { on: 'bill_file', order: '', act: () => desk.download(url.searchParams.get('token')) }
      default:
        return undefined
    }
  }

  function byMerchant(url: URL, act: () => Answer): Answer {
    return url.searchParams.get('mchid') === world.keys.file.merchantId
      ? act()
      : refuse(400, 'PARAM_ERROR', '缺少mchid或与签名不一致')
  }

  function orderOfRefund(fields: AskedOf['fields']): string {
    if (typeof fields.out_trade_no === 'string') return fields.out_trade_no
    return world.ordersByTransaction.get(String(fields.transaction_id)) ?? ''
  }

  function orderOfShare(no: unknown): string {
    return world.shares.get(String(no))?.orderNo ?? ''
  }

  /** Calls in error are limited to six a second; good ones are not counted. */
  function limited(act: () => Answer): Answer {
    if (!world.limits.errorLimiter) return act()
    const now = world.clock.now().getTime()
    while (refused.length > 0 && refused[0]! <= now - 1_000) refused.shift()
    if (refused.length >= ERRORS_PER_SECOND)
      return refuse(429, 'FREQUENCY_LIMITED', '频率超限，请降低请求频率')
    const answer = act()
    if (answer.status >= 400) refused.push(now)
    return answer
  }
}
