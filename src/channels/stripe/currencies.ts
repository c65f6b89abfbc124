import type { Amount, Currency } from '../../kernel/money.ts'

/**
 * Currencies in which Stripe counts the same minor units as ISO 4217 and as we do, the yen and the dinar included.
 * Left out because Stripe counts them otherwise: ISK and UGX (two decimals that always are zero), MGA (none).
 * Source: docs.stripe.com/currencies.
 */
export const currencies: readonly Currency[] = (
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP ' +
  'CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ' +
  'JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN ' +
  'NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SOS SRD STN ' +
  'SZL THB TJS TND TOP TRY TTD TWD TZS UAH USD UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW'
).split(' ')

const known = new Set(currencies)
/** The last of their three decimals must be a zero at Stripe. */
const threeDecimals = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND'])

/** Why this amount cannot be asked of Stripe; undefined when it can. */
export function currencyFault(amount: Amount, currency: Currency): string | undefined {
  if (!known.has(currency)) return 'currency_not_supported'
  return threeDecimals.has(currency) && amount % 10 !== 0 ? 'amount_not_in_tens' : undefined
}

/** Stripe writes currencies in lower case. */
export const toWire = (currency: Currency): string => currency.toLowerCase()
export const fromWire = (currency: string): Currency => currency.toUpperCase()
