import type { Label } from '../../kernel/machine.ts'
import type { Language, Variables } from './types.ts'

/** A text may not be longer, in characters; what is longer is cut with an ellipsis. */
export const TITLE_LENGTH = 60
export const BODY_LENGTH = 500
/** A text message is billed by pieces of 67 characters: more than three are no reminder. */
export const SMS_LENGTH = 200
const VARIABLE_LENGTH = 80

// Control characters, and those that turn the direction of what follows: nobody's name may rewrite our sentence.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const UNSPEAKABLE = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]+/g

/** At most `length` characters as people count them: an emoji of several code points is never cut in two. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const pieces = [...new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text)]
  if (pieces.length <= length) return text
  return `${pieces
    .slice(0, length - 1)
    .map(({ segment }) => segment)
    .join('')}…`
}

/** A value from outside as it may stand in a sentence of ours: one line, no control characters, not endless. */
export const plain = (value: string): string =>
  cut(value.replaceAll(UNSPEAKABLE, ' ').trim(), VARIABLE_LENGTH)

const sideOf = (language: Language): keyof Label => (language === 'en' ? 'en' : 'zh')

export const inLanguage = (label: Label, language: Language): string => label[sideOf(language)]

/** The variables in one language, each made plain. */
export const spoken = (variables: Variables, language: Language): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      plain(typeof value === 'string' ? value : value[sideOf(language)]),
    ]),
  )

/**
 * Fills `{name}`. Each hole is filled once, so a value that looks like a hole stays text; a variable that is not
 * given leaves nothing behind.
 */
function fill(template: string, values: Readonly<Record<string, string>>, length: number): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    Object.hasOwn(values, name) ? values[name]! : '',
  )
  return cut(filled.replaceAll(/ {2,}/g, ' ').trim(), length)
}

/** A template's two languages, filled. */
export function fillLabel(template: Label, variables: Variables, length: number): Label {
  return {
    zh: fill(template.zh, spoken(variables, 'zh-CN'), length),
    en: fill(template.en, spoken(variables, 'en'), length),
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For the HTML part of a mail. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign]!)
