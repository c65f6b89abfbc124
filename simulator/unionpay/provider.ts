import type { Frame, Movement, Payable, Provider } from '../provider.ts'
import { createApi, owns } from './api.ts'
import { createUnionpayControl } from './control.ts'
import { nextDue, runDue } from './due.ts'
import { faultWords, operations } from './faults.ts'
import { openUnionpayKeys, type UnionpayKeyFile } from './keys.ts'
import { decline, pay } from './pay.ts'
import type { MoneyLine, Order } from './types.ts'
import { createWorld, type World } from './world.ts'

/** The fields of the UnionPay channel's configuration. */
export type UnionpayCredentials = {
  readonly merchantId: string
  readonly signing: { readonly certificate: string; readonly privateKey: string }
  readonly roots: readonly string[]
  readonly middles: readonly string[]
  readonly baseUrl: string
  readonly fileUrl: string
}

export type UnionpayProvider = Omit<Provider, 'credentials'> & {
  readonly name: 'unionpay'
  /** The state, for tests in the same process; strangers use the control API. */
  readonly world: World
  credentials(): UnionpayCredentials
}

const REFUND_DELAY_MS = 2_000

/** UnionPay's full-channel gateway, version 5.1.0, direct merchant. */
export function createUnionpayProvider(frame: Frame, keyFile: UnionpayKeyFile): UnionpayProvider {
  const world = createWorld({ frame, keys: openUnionpayKeys(keyFile), refundDelayMs: REFUND_DELAY_MS })
  const api = createApi(world, frame.poke)
  const payable = (order: Order): Payable => payableOf(order, world.clock.now().getTime())
  return {
    name: 'unionpay',
    world,
    faultTable: { words: faultWords, operations },
    owns: (_method, url) => owns(url),
    answer: api,
    payables: (limit) => [...world.orders.values()].slice(-limit).reverse().map(payable),
    payableByCode: (code) => {
      const order = world.orders.get(world.ordersByTn.get(code) ?? '')
      return order && payable(order)
    },
    pay: (no, how) => pay(world, no, how),
    fail: (no) => decline(world, no),
    runDue: () => runDue(world, frame.isStopping),
    nextDue: () => nextDue(world),
    movements: () => world.money.map(movementOf),
    credentials: () => credentialsOf(world, frame.baseUrl()),
    control: createUnionpayControl(world),
    reset: world.reset,
  }
}

function payableOf(order: Order, now: number): Payable {
  const { no, amount, createdAt, expiresAt, tn, paid } = order
  const isOver = now > expiresAt
  return {
    provider: 'unionpay',
    no,
    title: order.channelType === '07' ? '网关支付' : '手机支付',
    amount: paid?.amount ?? amount,
    currency: 'CNY',
    code: tn,
    // A declined card ends nothing before the order's time.
    state: paid ? 'paid' : !isOver ? 'open' : order.state === 'declined' ? 'failed' : 'closed',
    createdAt,
    expiresAt,
  }
}

function movementOf({ at, kind, orderNo, refundNo, amount, merchantId }: MoneyLine): Movement {
  const refunded = refundNo === undefined ? {} : { refundNo }
  return { provider: 'unionpay', at, kind, no: orderNo, ...refunded, amount, currency: 'CNY', merchantId }
}

function credentialsOf(world: World, baseUrl: string): UnionpayCredentials {
  const { merchantId, merchantCertificate, merchantPrivateKey, chains } = world.keys.file
  return {
    merchantId,
    signing: { certificate: merchantCertificate, privateKey: merchantPrivateKey },
    roots: chains.map(({ root }) => root),
    middles: chains.map(({ middle }) => middle),
    baseUrl,
    fileUrl: `${baseUrl}/unionpay/files`,
  }
}
