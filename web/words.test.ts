import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { translate } from './ui/translate.ts'

const web = import.meta.dirname
const rooms = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /(^|\/)words\/zh(\.\w+)?\.ts$/.test(path),
)

type Words = Readonly<Record<string, string>>
const isWords = (value: unknown): value is Words =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((text) => typeof text === 'string')

/** The dictionary that a file exports, whatever it is called there. */
async function wordsOf(path: string): Promise<Words> {
  const exports: Record<string, unknown> = await import(join(web, path))
  const found = Object.values(exports).find(isWords)
  if (!found) throw new Error(`${path} exports no dictionary`)
  return found
}

const fills = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.(test|generated)\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(web, path), 'utf8') }))
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

describe('words', () => {
  it('[AB8] the rooms of both apps have their dictionaries', () => {
    expect(rooms.length).toBeGreaterThanOrEqual(2)
  })

  it.each(rooms)('[AB8] zh-CN and en say the same keys with the same fillings: %s', async (path) => {
    const zh = await wordsOf(path)
    const en = await wordsOf(path.replace(/\/zh(\.\w+)?\.ts$/, '/en$1.ts'))
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    for (const [key, text] of Object.entries(zh)) {
      expect(text.trim(), key).not.toBe('')
      expect(en[key]?.trim(), key).not.toBe('')
      for (const form of (en[key] ?? '').split('|').slice(-1)) expect(fills(form), key).toEqual(fills(text))
    }
  })

  it('[AB8] no page carries Chinese of its own: every word comes from a dictionary', () => {
    const raw = sources
      .filter(
        ({ path, text }) => !/(^|\/)words\//.test(path) && /\p{Script=Han}/u.test(withoutComments(text)),
      )
      .map(({ path }) => path)
    expect(raw).toEqual([])
  })

  it('fills in names, and counts one apart from many', () => {
    expect(translate('Pay {amount}', { amount: '¥1.00' })).toBe('Pay ¥1.00')
    expect(translate('{count} item|{count} items', { count: 1 })).toBe('1 item')
    expect(translate('{count} item|{count} items', { count: 2 })).toBe('2 items')
    expect(translate('{count} 件', { count: 2 })).toBe('2 件')
    expect(translate('{what}')).toBe('{what}')
  })
})
