import { describe, expect, it } from 'vitest'
import { formatMoney } from './money.ts'
import { groupNumber } from './numbers.ts'
import { clockText } from './time.ts'

describe('what pages show', () => {
  it.each([
    [0, 'CNY', '¥0.00'],
    [5, 'CNY', '¥0.05'],
    [123_456, 'CNY', '¥1,234.56'],
    [-1_999, 'CNY', '−¥19.99'],
    [Number.MAX_SAFE_INTEGER, 'CNY', '¥90,071,992,547,409.91'],
    [1_500, 'JPY', 'JP¥1,500'],
    [100, 'SGD', 'SGD 1.00'],
  ])('money %i %s is %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text)
  })

  it('[H5] a business number is shown in groups and loses no digit', () => {
    const no = '1126112121003099012345'
    expect(groupNumber(no)).toEqual(['11', '261121', '210030', '9901', '2345'])
    expect(groupNumber(no).join('')).toBe(no)
    expect(groupNumber('T-1')).toEqual(['T-1'])
  })

  it.each([
    [0, '00:00'],
    [-5_000, '00:00'],
    [1, '00:01'],
    [59_999, '01:00'],
    [899_000, '14:59'],
    [3_723_000, '1:02:03'],
  ])('%i ms left read %s', (left, text) => {
    expect(clockText(1_000_000 + left, 1_000_000)).toBe(text)
  })
})
