import QRCode from 'qrcode'
import { yuan } from '../sale/teller.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

const page = (title: string, body: string, more = ''): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>${more}</head>
<body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`

export const goodsPage = (title: string, price: number): string =>
  page(title, `<p>${yuan(price)}</p><form method="post" action="/buy"><button>购买 Buy</button></form>`)

/** Looks again by itself until the shop has heard that the money came. */
export const scanPage = async (codeUrl: string, amount: number): Promise<string> =>
  page(
    `请扫码支付 ${yuan(amount)}`,
    `<figure role="img" aria-label="${escaped(codeUrl)}">${await QRCode.toString(codeUrl, { type: 'svg' })}</figure>`,
    '<meta http-equiv="refresh" content="2">',
  )

/** Some channels are handed a form instead of an address. */
export const formPage = (action: string, fields: Readonly<Record<string, string>>): string =>
  page(
    '前往支付 To the payment',
    `<form method="post" action="${escaped(action)}">${Object.entries(fields)
      .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
      .join('')}<button>继续 Continue</button></form>`,
  )

export const resultPage = (state: string, amount: number): string =>
  page(RESULTS[state] ?? '处理中 Under way', `<p data-state="${escaped(state)}">${yuan(amount)}</p>`)

const RESULTS: Readonly<Record<string, string>> = {
  paid: '支付成功 Paid',
  refunded: '已退款 Given back',
}
