import type { IncomingMessage } from 'node:http'

export type Language = 'zh' | 'en'

export function languageOf(request: IncomingMessage, url: URL): Language {
  const asked = url.searchParams.get('lang') ?? request.headers['accept-language'] ?? ''
  return asked.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

/** Text that is HTML already. Everything else put into a template is escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | undefined | false | readonly Part[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const write = (part: Part): string => {
  if (part instanceof Html) return part.text
  if (part === undefined || part === false) return ''
  if (typeof part === 'object') return part.map(write).join('')
  return String(part).replace(/[&<>"']/g, (character) => escapes[character]!)
}

export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(texts.reduce((all, text, i) => all + text + (i < parts.length ? write(parts[i]) : ''), ''))

export type PageFrame = {
  readonly title: string
  readonly language: Language
  readonly kind: 'phone' | 'desk'
  readonly script?: string
}

export function page(frame: PageFrame, body: Html): string {
  return html`<!doctype html>
<html lang="${frame.language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${frame.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/style.css">
${frame.script ? html`<script src="/assets/${frame.script}" defer></script>` : ''}
</head>
<body class="${frame.kind}">${body}</body>
</html>
`.text
}

export const yuan = (fen: number): string =>
  `¥${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`

const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000

export const clockTime = (at: number): string =>
  new Date(at + CHINA_OFFSET_MS).toISOString().slice(5, 19).replace('T', ' ')
