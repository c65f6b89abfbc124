import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NODE_CODES } from './nodes.ts'
import { SAMPLE, TEMPLATES, tell } from './templates.ts'
import { BODY_LENGTH, cut, escapeHtml, fillLabel, plain, TITLE_LENGTH } from './text.ts'
import { WAYS } from './ways.ts'

const fill = (template: string, variables: Record<string, string>) =>
  fillLabel({ zh: template, en: template }, variables, 100).zh

describe('texts of pushes', () => {
  it.each([
    ['{a} 和 {b}', { a: '甲', b: '乙' }, '甲 和 乙'],
    ['{a}', { a: '{b}', b: 'secret' }, '{b}'],
    ['{a}!', {}, '!'],
    ['{constructor}.', {}, '.'],
    ['{a}', { a: 'x\r\nBcc: y' }, 'x Bcc: y'],
    ['{a}', { a: '\u202Etxt.exe\u2069' }, 'txt.exe'],
    ['{a}', { a: '$& $1' }, '$& $1'],
  ])('%s with %o is %s', (template, variables, text) => {
    expect(fill(template, variables)).toBe(text)
  })

  it('whatever a name contains, a text stays one line and no longer than it may be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (name) => {
        for (const text of Object.values(fillLabel({ zh: '{a}{a}', en: 'a {a}' }, { a: name }, 120)))
          expect(text).not.toMatch(/[\p{Cc}\u2028-\u202E]/u)
        expect([...new Intl.Segmenter('zh').segment(plain(name))].length).toBeLessThanOrEqual(80)
        expect(escapeHtml(name)).not.toMatch(/[<>"']/)
      }),
    )
  })

  it('what is cut is never cut inside a character', () => {
    expect(cut('👨‍👩‍👧‍👦'.repeat(5), 3)).toBe('👨‍👩‍👧‍👦👨‍👩‍👧‍👦…')
    expect(cut('abc', 3)).toBe('abc')
  })

  it.each(NODE_CODES)('%s has words for its readers in both languages, and every hole is filled', (node) => {
    for (const reader of ['buyer', 'house'] as const) {
      const { title, body } = TEMPLATES[node][reader]
      expect(body.zh).toMatch(/\p{Script=Han}/u)
      expect(`${title.en}${body.en}`).not.toMatch(/\p{Script=Han}/u)
      const told = tell(node, reader === 'buyer' ? 'buyer' : 'merchant', SAMPLE)
      for (const text of [...Object.values(told.title), ...Object.values(told.body)])
        expect(text).not.toMatch(/[{}]/)
      expect(told.title.zh.length).toBeLessThanOrEqual(TITLE_LENGTH)
      expect(told.body.en.length).toBeLessThanOrEqual(BODY_LENGTH)
      const known = [...body.zh.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
      expect(Object.keys(SAMPLE)).toEqual(expect.arrayContaining(known))
    }
  })

  it('[K1] the ways are those of the row', () => {
    expect(WAYS).toEqual(['site', 'sms', 'mail', 'app', 'webhook'])
  })
})
