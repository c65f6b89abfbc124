import { randomBytes, randomInt } from 'node:crypto'

const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join('')

const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000

/** RFC 3339 with China's offset, as the provider writes it. */
export const chinaTime = (at: number) => `${new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 19)}+08:00`

/** `2026-03-01` */
export const chinaDate = (at: number) => chinaTime(at).slice(0, 10)

const chinaDay = (at: number) => chinaDate(at).replaceAll('-', '')

/** 28 digits, as the provider's: 4200 …, the day, a number. */
export const transactionId = (at: number) => `420000${digits(4)}${chinaDay(at)}${digits(10)}`
export const refundId = (at: number) => `5030${digits(5)}${chinaDay(at)}${digits(12)}`
export const codeUrl = () =>
  `weixin://wxpay/bizpayurl?pr=${randomBytes(7).toString('base64url').slice(0, 9)}zz`
export const prepayId = (at: number) => `wx${chinaDay(at)}${randomBytes(13).toString('hex')}`
export const shareOrderId = (at: number) => `3008${digits(8)}${chinaDay(at)}${digits(10)}`
export const shareDetailId = (at: number) => `3601${digits(8)}${chinaDay(at)}${digits(10)}`
export const shareReturnId = (at: number) => `3009${digits(8)}${chinaDay(at)}${digits(10)}`
export const nonceText = () => randomBytes(16).toString('hex')

/** Somebody else's merchant number, for money and notices that go astray. */
export const ANOTHER_MERCHANT = '1900006511'
