import { describe, expect, it } from 'vitest'
import { fenOf, yuanText } from './yuan.tsx'

describe('an amount typed in yuan', () => {
  it.each([
    ['0', 0],
    ['0.01', 1],
    ['0.1', 10],
    ['1', 100],
    ['12.3', 1230],
    ['1.15', 115],
    ['4.35', 435],
    ['19.99', 1999],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
    ['-2.50', -250],
  ])('%s is %i fen, to the last one', (yuan, fen) => {
    expect(fenOf(yuan)).toBe(fen)
    expect(fenOf(yuanText(fen))).toBe(fen)
  })
})
