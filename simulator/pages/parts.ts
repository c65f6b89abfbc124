import type { ProviderName } from '../provider.ts'
import { type Html, html, type Language } from './html.ts'
import { say } from './words.ts'

const names: Readonly<Record<ProviderName, readonly [string, string]>> = {
  wechat: ['微信支付', 'WeChat Pay'],
  alipay: ['支付宝', 'Alipay'],
  stripe: ['Stripe', 'Stripe'],
  unionpay: ['银联', 'UnionPay'],
}

export const providerName = (name: ProviderName, language: Language): string =>
  names[name][language === 'zh' ? 0 : 1]

/** A button that the script turns into a control call. */
export const post = (path: string, body: Record<string, unknown>, label: string): Html =>
  html`<button class="button small" data-post="${path}" data-body="${JSON.stringify(body)}">${label}</button>`

export const table = (
  language: Language,
  word: 'orders' | 'refunds' | 'notices',
  rows: readonly Html[],
): Html =>
  html`<section><h3>${say(language, word)}</h3>${
    rows.length > 0
      ? html`<div class="scroll"><table><tbody>${rows}</tbody></table></div>`
      : html`<p class="hint">${say(language, 'none')}</p>`
  }</section>`

const MINOR_DIGITS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0 }

/** Minor units in the payer's words: `¥12.34`, `USD 12.34`. */
export function money(amount: number, currency: string): string {
  const digits = MINOR_DIGITS[currency] ?? 2
  const text = (amount / 10 ** digits).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return currency === 'CNY' ? `¥${text}` : `${currency} ${text}`
}
