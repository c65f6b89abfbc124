import { describe, expect, it } from 'vitest'
import { bytesOf, fieldsOf } from './fields.ts'

describe('[N5] a channel’s message, readable', () => {
  it.each([
    [
      'JSON with its depths as dots',
      '{"id":"E1","resource":{"n":1,"list":["a",{}]}}',
      [
        ['id', 'E1'],
        ['resource.n', '1'],
        ['resource.list.0', 'a'],
        ['resource.list.1', '{}'],
      ],
    ],
    [
      'a form, decoded',
      'out_trade_no=3026&subject=%E8%8C%B6+%E5%8F%B6&sign=a%2Bb',
      [
        ['out_trade_no', '3026'],
        ['subject', '茶 叶'],
        ['sign', 'a+b'],
      ],
    ],
    ['what is neither stays raw', '<xml>1</xml>', null],
    ['half a JSON stays raw', '{"id":', null],
    ['bytes stay raw', 'base64:AAEC', null],
  ] as const)('%s', (_what, body, expected) => {
    expect(fieldsOf(body)?.map(({ name, value }) => [name, value]) ?? null).toEqual(expected)
  })

  it('bytes come back as they were', () => {
    expect([...bytesOf('base64:AAH/')]).toEqual([0, 1, 255])
    expect(new TextDecoder().decode(bytesOf('{"a":"茶"}'))).toBe('{"a":"茶"}')
  })
})
