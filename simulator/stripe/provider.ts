import type { Frame, Movement, Payable, Provider } from '../provider.ts'
import { createApi } from './api.ts'
import { createStripeControl } from './control.ts'
import { desk } from './desk.ts'
import { nextDue, runDue } from './due.ts'
import { setEndpoint } from './endpoints.ts'
import { faultWords, operations } from './faults.ts'
import type { StripeKeys } from './keys.ts'
import { createPayPage } from './page.ts'
import { failForGood, pay } from './pay.ts'
import type { Intent } from './types.ts'
import { createWorld, type MoneyLine, numberOf, type World } from './world.ts'

export type StripeOptions = {
  /** From accepted to settled, on the waiting clock; 0: refunds succeed at once, as most do at Stripe. */
  readonly refundDelayMs?: number
}

/** The fields of the Stripe channel's configuration. */
export type StripeCredentials = StripeKeys & { readonly baseUrl: string }

export type StripeProvider = Omit<Provider, 'credentials'> & {
  readonly name: 'stripe'
  /** The state, for tests in the same process; strangers use the control API. */
  readonly world: World
  /** Where events go, as it is set in the merchant's dashboard. */
  setEndpoint(url: string): void
  credentials(): StripeCredentials
}

const REFUND_DELAY_MS = 2_000

/** Stripe in test mode: payment intents, refunds, disputes, transfers, the balance, events. */
export function createStripeProvider(
  frame: Frame,
  keys: StripeKeys,
  options: StripeOptions = {},
): StripeProvider {
  const world = createWorld(frame, keys, options.refundDelayMs ?? REFUND_DELAY_MS)
  const api = createApi(world, frame.poke)
  const payPage = createPayPage(world, frame.poke)
  // People and faults name an intent by the merchant's number; the newest of that number is meant.
  const intentOf = (no: string) =>
    world.intent.has(no) ? no : [...world.intent.values()].findLast((one) => numberOf(one) === no)?.id
  const payable = (intent: Intent) => payableOf(intent, frame.baseUrl())
  return {
    name: 'stripe',
    world,
    setEndpoint: (url) => void setEndpoint(world, url),
    faultTable: { words: faultWords, operations },
    owns: (_method, { pathname }) => pathname.startsWith('/v1/') || pathname.startsWith('/stripe/'),
    answer: (request, response, url, body) =>
      url.pathname.startsWith('/v1/')
        ? api(request, response, url, body)
        : payPage(request, response, url, body),
    payables: (limit) => [...world.intent.values()].slice(-limit).reverse().map(payable),
    payableByCode: (code) => {
      const found = [...world.intent.values()].find(
        (intent) => intent.clientSecret === code || payAddress(intent, frame.baseUrl()) === code,
      )
      return found && payable(found)
    },
    pay: (no, { inFlight }) => pay(world, intentOf(no) ?? '', { inFlight: inFlight === true }),
    fail: (no, why) => failForGood(world, intentOf(no) ?? '', why),
    runDue: () => runDue(world, frame.isStopping),
    nextDue: () => nextDue(world),
    movements: () => world.money.map(movementOf),
    credentials: () => ({ ...keys, baseUrl: frame.baseUrl() }),
    desk: (language) => desk(world, language),
    control: createStripeControl(world, intentOf),
    reset: world.reset,
  }
}

const payAddress = ({ clientSecret }: Intent, baseUrl: string) =>
  `${baseUrl}/stripe/pay?client_secret=${clientSecret}`

/** The last day of the calendar. */
const NEVER = Date.UTC(9999, 11, 31)

function payableOf(intent: Intent, baseUrl: string): Payable {
  const { amount, received, currency, description, created } = intent
  return {
    provider: 'stripe',
    no: numberOf(intent),
    title: description ?? intent.id,
    amount: received || amount,
    currency: currency.toUpperCase(),
    code: payAddress(intent, baseUrl),
    state: stateOf(intent),
    createdAt: created * 1000,
    // An intent ends only when it is cancelled.
    expiresAt: NEVER,
  }
}

function stateOf({ status, lastError }: Intent): Payable['state'] {
  switch (status) {
    case 'succeeded':
      return 'paid'
    case 'requires_capture':
      return 'held'
    case 'canceled':
      return lastError ? 'failed' : 'closed'
    default:
      return 'open'
  }
}

function movementOf({ at, kind, no, refundNo, amount, currency, merchantId }: MoneyLine): Movement {
  const refunded = refundNo === undefined ? {} : { refundNo }
  return { provider: 'stripe', at, kind, no, ...refunded, amount, currency, merchantId }
}
