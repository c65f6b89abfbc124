import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repeatsName } from './repeated-name.ts'

test.each([
  '{"a":1,"a":2}',
  '{"a":1,"b":{"c":1,"c":1}}',
  '[{"a":1},{"b":1,"b":2}]',
  '{"a" : 1 ,\n\t"a"\r\n: 2}',
  '{"a":1,"\\u0061":2}',
  '{"":1,"":2}',
  '{"a\\"b":1,"a\\"b":2}',
  '{"a":{"a":1},"a":2}',
  '{"__proto__":1,"__proto__":2}',
])('[AB10] %s names a field twice', (text) => {
  expect(repeatsName(text)).toBe(true)
})

test.each([
  '{}',
  '[]',
  '"a"',
  'null',
  '{"a":{"a":{"a":1}}}',
  '[{"a":1},{"a":1}]',
  '{"a":"a","b":"a:"}',
  '["a","a"]',
])('[AB10] %s does not', (text) => {
  expect(repeatsName(text)).toBe(false)
})

test('[AB10] what JSON.stringify writes names nothing twice, until somebody repeats one', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string(), (value, name) => {
      expect(repeatsName(JSON.stringify(value))).toBe(false)
      expect(repeatsName(JSON.stringify(value, null, 2))).toBe(false)
      const field = `${JSON.stringify(name)}:${JSON.stringify(value)}`
      expect(repeatsName(`[${field.length},{${field},${field}}]`)).toBe(true)
    }),
  )
})
