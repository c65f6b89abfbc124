import { describe, expect, it } from 'vitest'
import { formatNumber, isNumber, PER_SECOND, readNumber, scramble, shardOf, shardOfNumber } from './number.ts'

describe('business numbers', () => {
  const second = Date.UTC(2026, 0, 31, 16, 30, 5) / 1000

  it('[H3] 22 digits: kind, channel, the moment at UTC+8, lease, slot, shard', () => {
    const no = formatNumber({ kind: 'order', channel: 'web', second, lease: 7, slot: 42, shard: 3 })
    expect(no).toBe('2126020100300507004203')
    expect(isNumber(no, 'order')).toBe(true)
    expect(isNumber(no, 'trade')).toBe(false)
  })

  it('reads back what it wrote; anything else is no number', () => {
    const no = formatNumber({ kind: 'refund', channel: 'system', second, lease: 0, slot: 9_999, shard: 99 })
    expect(readNumber(no)).toEqual({
      kind: 'refund',
      channel: 'system',
      at: new Date(second * 1000),
      shard: 99,
    })
    expect(readNumber('12345')).toBeNull()
    expect(readNumber('x'.repeat(22))).toBeNull()
  })

  it('[H3] a second’s slots are all different', () => {
    const slots = new Set(Array.from({ length: PER_SECOND }, (_, i) => scramble(i, second, 12_345)))
    expect(slots.size).toBe(PER_SECOND)
  })

  it('[H4] the first slots of following seconds do not count up, and hang on the secret', () => {
    const first = Array.from({ length: 50 }, (_, i) => scramble(0, second + i, 12_345))
    const gaps = first.slice(1).map((slot, i) => Math.abs(slot - first[i]!))
    expect(new Set(gaps).size).toBeGreaterThan(40)
    expect(scramble(0, second, 12_345)).not.toBe(scramble(0, second, 54_321))
  })

  it('a buyer keeps his shard, and it stands at the end of his numbers', () => {
    const shard = shardOf('buyer-1')
    expect(shardOf('buyer-1')).toBe(shard)
    const no = formatNumber({ kind: 'trade', channel: 'web', second, lease: 1, slot: 1, shard })
    expect(shardOfNumber(no)).toBe(shard)
  })
})
