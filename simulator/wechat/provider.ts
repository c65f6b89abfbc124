import type { Frame, Movement, Payable, Provider } from '../provider.ts'
import { createApi } from './api.ts'
import { createBridge } from './bridge.ts'
import { partsOf } from './combined.ts'
import { createWechatControl } from './control.ts'
import { desk } from './desk.ts'
import { nextDue, runDue } from './due.ts'
import { faultWords, operations } from './faults.ts'
import { openWechatKeys, type WechatKeyFile } from './keys.ts'
import { failPayment, pay } from './pay.ts'
import { createPresignedCodes, type PresignedCodes } from './presigned.ts'
import type { Combined, MoneyLine, Order } from './types.ts'
import { createWorld, type Limits, type World } from './world.ts'

export type WechatOptions = {
  readonly limits?: Partial<Limits>
  /** From accepted to settled, on the waiting clock. */
  readonly refundDelayMs?: number
}

/** The fields of the WeChat channel's configuration. */
export type MerchantCredentials = {
  readonly merchantId: string
  readonly appId: string
  readonly merchantSerial: string
  readonly merchantPrivateKey: string
  readonly apiV3Key: string
  readonly platformKeys: Readonly<Record<string, string>>
  readonly baseUrl: string
}

export type WechatProvider = Omit<Provider, 'credentials'> & {
  readonly name: 'wechat'
  /** The state, for tests in the same process; strangers use the control API. */
  readonly world: World
  readonly presigned: PresignedCodes
  credentials(): MerchantCredentials
}

const REFUND_DELAY_MS = 2_000

/** WeChat Pay v3, direct merchant. */
export function createWechatProvider(
  frame: Frame,
  keyFile: WechatKeyFile,
  options: WechatOptions = {},
): WechatProvider {
  const world = createWorld({
    frame,
    keys: openWechatKeys(keyFile),
    limits: { errorLimiter: true, refundSpacing: true, refundCap: true, shareDelay: true, ...options.limits },
    refundDelayMs: options.refundDelayMs ?? REFUND_DELAY_MS,
  })
  const presigned = createPresignedCodes(world)
  const api = createApi(world, presigned, frame.poke)
  const bridge = createBridge(world)
  const now = () => world.clock.now().getTime()
  return {
    name: 'wechat',
    world,
    presigned,
    faultTable: { words: faultWords, operations },
    owns: (_method, url) => url.pathname.startsWith('/v3/') || url.pathname.startsWith('/wechat/'),
    answer: async (request, response, url, body) =>
      url.pathname.startsWith('/v3/') ? api(request, response, body) : bridge(response, url),
    payables: (limit) => [
      ...newest(world.combined.values(), limit).map((combined) => combinedPayable(world, combined, now())),
      ...newest(world.orders.values(), limit)
        .filter(({ combinedNo }) => combinedNo === undefined)
        .map((order) => payableOf(order, now())),
    ],
    payableByCode: (code) => {
      const no = world.ordersByCode.get(code) ?? ''
      const combined = world.combined.get(no)
      if (combined) return combinedPayable(world, combined, now())
      const order = world.orders.get(no)
      return order && payableOf(order, now())
    },
    pay: (no, { payer, inFlight }) => pay(world, no, payer, { inFlight: inFlight === true }),
    fail: (no, why) => failPayment(world, no, why),
    runDue: () => runDue(world, frame.isStopping),
    nextDue: () => nextDue(world),
    movements: () => world.money.flatMap(movementOf),
    credentials: () => credentialsOf(world, frame.baseUrl()),
    control: createWechatControl(world, presigned),
    desk: (language) => desk(world, language),
    reset: world.reset,
  }
}

const newest = <T>(records: Iterable<T>, limit: number): T[] => [...records].slice(-limit).reverse()

/** A combined order is paid, closed and lost as one. */
function combinedPayable(world: World, combined: Combined, now: number): Payable {
  const orders = partsOf(world, combined)
  const first = payableOf({ ...orders[0]!, codeUrl: combined.code }, now)
  const amount = orders.reduce((sum, order) => sum + (order.paid?.amount ?? order.total), 0)
  return { ...first, no: combined.no, amount, title: `${first.title} × ${orders.length}` }
}

const states = {
  NOTPAY: 'open',
  SUCCESS: 'paid',
  REFUND: 'paid',
  CLOSED: 'closed',
  PAYERROR: 'failed',
} as const

function payableOf(order: Order, now: number): Payable {
  const { no, description, currency, codeUrl, createdAt, expiresAt } = order
  const state = states[order.state]
  return {
    provider: 'wechat',
    no,
    title: description,
    amount: order.paid?.amount ?? order.total,
    currency,
    code: codeUrl,
    state: state === 'open' && now >= expiresAt ? 'closed' : state,
    createdAt,
    expiresAt,
  }
}

/** What payers gave and got; a refund that came to the merchant himself is none of it. */
function movementOf({ at, kind, orderNo, refundNo, amount, currency, merchantId }: MoneyLine): Movement[] {
  if (kind === 'returned') return []
  const refunded = refundNo === undefined ? {} : { refundNo }
  return [{ provider: 'wechat', at, kind, no: orderNo, ...refunded, amount, currency, merchantId }]
}

function credentialsOf(world: World, baseUrl: string): MerchantCredentials {
  const { merchantId, appId, apiV3Key } = world.keys.file
  const platformKeys = Object.fromEntries(world.keys.platform.map((key) => [key.serial, key.publicPem]))
  return { merchantId, appId, ...world.keys.certificate(), apiV3Key, platformKeys, baseUrl }
}
