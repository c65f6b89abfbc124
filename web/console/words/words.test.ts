import { describe, expect, it } from 'vitest'
import { consoleWords } from './index.ts'

const zh: Readonly<Record<string, string>> = consoleWords['zh-CN']
const en: Readonly<Record<string, string>> = consoleWords.en
const holes = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].toSorted()

describe('the console speaks both languages', () => {
  it('[AB8] every text has words in zh-CN and en, with the same holes', () => {
    expect(Object.keys(en).toSorted()).toEqual(Object.keys(zh).toSorted())
    for (const [key, text] of Object.entries(zh)) {
      expect(text.trim(), key).not.toBe('')
      expect(en[key]!.trim(), key).not.toBe('')
      expect(holes(en[key]!), key).toEqual(holes(text))
    }
  })

  it('[AB8] no Chinese stands among the English words', () => {
    for (const [key, text] of Object.entries(en)) expect(text, key).not.toMatch(/[\u4e00-\u9fff]/)
  })
})
