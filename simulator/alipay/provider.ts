import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from '../http.ts'
import type { Frame, Movement, Payable, Provider } from '../provider.ts'
import { createApi } from './api.ts'
import { downloadBill } from './bill-files.ts'
import { createCashier, isPageMethod, takeAppOrder } from './cashier.ts'
import { createAlipayControl } from './control.ts'
import { nextDue, runDue } from './deliver.ts'
import { desk } from './desk.ts'
import { faultWords, operations } from './faults.ts'
import { HOLD_DAYS, openHold } from './holds.ts'
import { type AlipayKeyFile, openAlipayKeys } from './keys.ts'
import { pay } from './pay.ts'
import { openTrade } from './records.ts'
import type { Hold, MoneyLine, Trade } from './types.ts'
import { createWorld, type World } from './world.ts'

export type AlipayOptions = {
  /** Certificate mode: both sides name their certificates. */
  readonly inCertificates?: boolean
}

/** The fields of the Alipay channel's configuration. */
export type AlipayCredentials = {
  readonly appId: string
  readonly sellerId: string
  readonly privateKey: string
  readonly alipayKeys: readonly string[]
  readonly certificates?: { readonly app: string; readonly alipayRoot: string }
  readonly holds: { readonly productCode: string; readonly days: number }
  readonly baseUrl: string
}

export type AlipayProvider = Omit<Provider, 'credentials'> & {
  readonly name: 'alipay'
  /** The state, for tests in the same process; strangers use the control API. */
  readonly world: World
  credentials(): AlipayCredentials
}

/** Alipay's gateway 2.0, one merchant. */
export function createAlipayProvider(
  frame: Frame,
  keyFile: AlipayKeyFile,
  options: AlipayOptions = {},
): AlipayProvider {
  const world = createWorld(frame, openAlipayKeys(keyFile, options.inCertificates === true))
  const api = createApi(world, frame.poke)
  const cashier = createCashier(world, frame.poke)
  return {
    name: 'alipay',
    world,
    faultTable: { words: faultWords, operations },
    owns: (_method, url) => url.pathname === '/gateway.do' || url.pathname.startsWith('/alipay/'),
    answer: async (request, response, url, body) => {
      if (url.pathname === '/alipay/bill') return downloadBill(world, response, url)
      if (url.pathname === '/alipay/cashier') return cashier.answer(request, response, url, body)
      if (url.pathname !== '/gateway.do') return sendJson(response, 404, { error: 'not found' })
      return gateway(request, response, url, body)
    },
    payables: (limit) => payables(world, limit),
    // Who scans a code opens the trade: from then on it exists.
    payableByCode: (code) => {
      const no = world.byCode(code) ?? takeAppOrder(world, code)
      return no === undefined ? undefined : opened(world, no)
    },
    pay: (no, how) => pay(world, no, how),
    // At Alipay a payment that failed leaves its trade waiting: nothing ends but the payer's patience.
    fail: () => false,
    runDue: () => runDue(world, frame.isStopping),
    nextDue: () => nextDue(world),
    movements: () => world.money.flatMap(movementOf),
    credentials: () => credentialsOf(world, frame.baseUrl()),
    control: createAlipayControl(world),
    desk: (language) => desk(world, language),
    reset: world.reset,
  }

  function gateway(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer) {
    const form = request.method === 'POST' ? new URLSearchParams(body.toString('utf8')) : []
    const parameters = new Map([...url.searchParams, ...form])
    if (isPageMethod(parameters)) return cashier.enter(request, response, parameters)
    return api(request, response, parameters)
  }
}

function opened(world: World, no: string): Payable | undefined {
  if (world.holds.has(no)) return holdPayable(openHold(world, no)!, world.now())
  const trade = openTrade(world, no)
  return trade && tradePayable(trade, world.now())
}

function payables(world: World, limit: number): Payable[] {
  const now = world.now()
  const trades = [...world.trades.values()].filter(({ authNo }) => authNo === undefined)
  return [
    ...trades.map((trade) => tradePayable(trade, now)),
    ...[...world.holds.values()].map((hold) => holdPayable(hold, now)),
  ]
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(0, limit)
}

const tradeStates = {
  SHOWN: 'open',
  WAIT_BUYER_PAY: 'open',
  TRADE_SUCCESS: 'paid',
  TRADE_FINISHED: 'paid',
  TRADE_CLOSED: 'closed',
} as const

function tradePayable(trade: Trade, now: number): Payable {
  const state = trade.paid ? 'paid' : tradeStates[trade.status]
  const { no, subject: title, code, createdAt, expiresAt } = trade
  const amount = trade.paid?.amount ?? trade.total
  const isOver = state === 'open' && now >= expiresAt
  const common = {
    provider: 'alipay',
    no,
    title,
    amount,
    currency: 'CNY',
    code,
    createdAt,
    expiresAt,
  } as const
  return { ...common, state: isOver ? 'closed' : state }
}

const holdStates = {
  SHOWN: 'open',
  INIT: 'open',
  AUTHORIZED: 'held',
  FINISH: 'closed',
  CLOSED: 'closed',
} as const

function holdPayable(hold: Hold, now: number): Payable {
  const state = hold.captured > 0 ? 'paid' : holdStates[hold.status]
  const { no, title, amount, code, createdAt, expiresAt } = hold
  const isOver = state === 'open' && now >= expiresAt
  const common = {
    provider: 'alipay',
    no,
    title,
    amount,
    currency: 'CNY',
    code,
    createdAt,
    expiresAt,
  } as const
  return { ...common, state: isOver ? 'closed' : state }
}

/** What was shared out is the merchant's own money: payers neither gave nor got it. */
function movementOf({ at, kind, orderNo: no, refundNo, amount, sellerId }: MoneyLine): Movement[] {
  if (kind === 'shared') return []
  const refunded = refundNo === undefined ? {} : { refundNo }
  return [{ provider: 'alipay', at, kind, no, ...refunded, amount, currency: 'CNY', merchantId: sellerId }]
}

function credentialsOf(world: World, baseUrl: string): AlipayCredentials {
  const { keys } = world
  const { appId, sellerId, merchantPrivateKey: privateKey } = keys.file
  return {
    appId,
    sellerId,
    privateKey,
    alipayKeys: keys.platform.map(({ publicPem, certificate }) => certificate?.pem ?? publicPem),
    ...(keys.certificates ? { certificates: keys.certificates } : {}),
    holds: { productCode: 'PREAUTH_PAY', days: HOLD_DAYS },
    baseUrl,
  }
}
