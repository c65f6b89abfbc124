import type { Shown } from '../../api/nouns.ts'

type Bridge = { pay: (payload: string) => void }
type WalletBrowser = { invoke: (name: string, fields: object, done: (answer: unknown) => void) => void }
type Surroundings = { TongbaoApp?: Bridge; WeixinJSBridge?: WalletBrowser }

const surroundings = globalThis as Surroundings

export const hasBridge = (): boolean => surroundings.TongbaoApp !== undefined

/** Where a channel sends the browser back to: through our own door, for some come back with a form. */
export const returnUrl = (channel: string, back: string): string =>
  `${location.origin}/v1/channels/${channel}/return?to=${encodeURIComponent(back)}`

/** The cashier of a trade, for one who comes back to it. */
export const backTo = (tradeNo: string): string => `/pay/${tradeNo}?back=1`

/** Methods that leave this page, so that somebody must bring the payer back. */
export const leaves = (method: string): boolean => method === 'page' || method === 'h5'

export type Way = {
  /** The demo's payment provider; null where payments are real. */
  readonly simulator: string | null
  readonly english: boolean
  /** The path of ours that the payer comes back to. */
  readonly back: string
  /** Asked when the wallet's own window has closed: what it says proves nothing. */
  readonly closed: () => unknown
}

/** Takes the payer to where he pays. False: it is shown here, in the page. */
export function goToPay({ presentation }: Shown, way: Way): boolean {
  switch (presentation?.kind) {
    case 'redirect':
      location.assign(presentation.url)
      return true
    case 'form':
      post(presentation.action, presentation.fields)
      return true
    case 'jsapi':
      return inWalletBrowser(presentation.fields, way)
    case 'app':
      return inApp(presentation.payload, way)
    case 'card':
      if (way.simulator === null) return false
      location.assign(simulated(way, '/stripe/pay', cardFields(presentation.clientSecret, way)))
      return true
    default:
      return false
  }
}

const cardFields = (secret: string, { back }: Way) => ({
  client_secret: secret,
  return_url: `${location.origin}${back}`,
})

function inWalletBrowser(fields: Readonly<Record<string, string>>, way: Way): boolean {
  if (surroundings.WeixinJSBridge) {
    surroundings.WeixinJSBridge.invoke('getBrandWCPayRequest', fields, way.closed)
    return true
  }
  if (way.simulator === null) return false
  const back = returnUrl('wechat', way.back)
  location.assign(simulated(way, '/wechat/jsapi', { ...fields, redirect_url: back }))
  return true
}

function inApp(payload: string, way: Way): boolean {
  if (surroundings.TongbaoApp) {
    surroundings.TongbaoApp.pay(payload)
    return true
  }
  if (way.simulator === null) return false
  location.assign(simulated(way, '/wallet', { code_url: payload, back: `${location.origin}${way.back}` }))
  return true
}

/** The demo's provider plays what is on the payer's phone or behind a script of a channel. */
export function simulated(
  { simulator, english }: Pick<Way, 'simulator' | 'english'>,
  path: string,
  fields: Readonly<Record<string, string>>,
): string {
  const url = new URL(path, simulator ?? location.origin)
  url.search = new URLSearchParams({ ...fields, lang: english ? 'en' : 'zh' }).toString()
  return url.href
}

function post(action: string, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = action
  form.acceptCharset = 'UTF-8'
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name, value })
    form.append(field)
  }
  document.body.append(form)
  form.submit()
}
