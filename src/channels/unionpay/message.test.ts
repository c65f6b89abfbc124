import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { codeMeaning, describeFailure } from './codes.ts'
import { encodeForm, fen, parseAnswer, parseForm, signedText } from './message.ts'
import { chinaDigits, readChinaDigits, traceInstant, txnTimeOf } from './time.ts'

describe('messages', () => {
  test('an answer is not URL-encoded: base64 and certificates stand in it as they are', () => {
    const pem = '-----BEGIN CERTIFICATE-----\r\nMIIE+/A=\r\n-----END CERTIFICATE-----'
    const message = parseAnswer(`respMsg=成功[0000000]&signPubKeyCert=${pem}&signature=a+b/c==&respCode=00`)
    expect(message?.get('signPubKeyCert')).toBe(pem)
    expect(message?.get('signature')).toBe('a+b/c==')
    expect(message?.get('respMsg')).toBe('成功[0000000]')
  })

  test('inside braces and brackets an ampersand belongs to the value', () => {
    const message = parseAnswer('customerInfo={a=1&b=2}&list=[x=1&y=2]&respCode=00')
    expect([...message!]).toEqual([
      ['customerInfo', '{a=1&b=2}'],
      ['list', '[x=1&y=2]'],
      ['respCode', '00'],
    ])
  })

  test('a key that comes twice, or none, is no message; neither is a broken percent sign', () => {
    expect(parseAnswer('a=1&a=2')).toBeUndefined()
    expect(parseAnswer('=1')).toBeUndefined()
    expect(parseForm('a=%4')).toBeUndefined()
    expect(parseForm('a=1+2%26&b=')?.get('a')).toBe('1 2&')
  })

  test('what is signed is ordered by key, without the signature, empty values kept', () => {
    const message = new Map([
      ['txnAmt', '100'],
      ['signature', 'x'],
      ['Upper', ''],
      ['accessType', '0'],
    ])
    expect(signedText(message)).toBe('Upper=&accessType=0&txnAmt=100')
    expect(encodeForm(new Map([['a', '成 功']]))).toBe('a=%E6%88%90+%E5%8A%9F')
    // The lower-case hex digits are what the signature covers.
    expect(createHash('sha256').update(signedText(message)).digest('hex')).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each(['', '-1', '1.0', '1e3', '1234567890123'])('%j is no amount in fen', (value) => {
    expect(fen(new Map([['txnAmt', value]]), 'txnAmt')).toBeUndefined()
  })
})

describe('times', () => {
  test('are written and read at UTC+8', () => {
    const at = new Date('2025-12-31T16:30:05Z')
    expect(chinaDigits(at)).toBe('20260101003005')
    expect(readChinaDigits('20260101003005')).toEqual(at)
    expect(readChinaDigits('20260231000000')).toBeUndefined()
  })

  test('of an order stands in its number', () => {
    expect(txnTimeOf('3126010100300501234500')).toBe('20260101003005')
    expect(() => txnTimeOf('T1')).toThrow('carries no time')
  })

  test('without a year lie near the order, on either side of a new year', () => {
    expect(traceInstant('0101000010', '20251231235950')).toEqual(new Date('2026-01-01T00:00:10+08:00'))
    expect(traceInstant('1231235950', '20260101000010')).toEqual(new Date('2025-12-31T23:59:50+08:00'))
    expect(traceInstant('0301120000', '20260301120000')).toEqual(new Date('2026-03-01T12:00:00+08:00'))
    expect(traceInstant('1', '20260301120000')).toBeUndefined()
  })
})

test('[N10] a code that nobody has read concludes nothing, and is a plain decline to the buyer', () => {
  expect(codeMeaning('ZZ')).toBe('in_doubt')
  expect(codeMeaning('toString')).toBe('in_doubt')
  expect(['03', '04', '05', '42', '74', '75', '99'].map(codeMeaning)).toEqual(Array(7).fill('in_doubt'))
  expect(describeFailure('64')).toBe('insufficient_funds')
  expect(describeFailure('ZZ')).toBe('declined')
})
