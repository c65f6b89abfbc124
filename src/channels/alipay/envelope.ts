import { parseFields, text as textOf } from '../fields.ts'

/** An answer of the gateway, taken apart without being written anew: the signature covers the text as it came. */
export type Envelope = {
  /** The value of `<method>_response`, or of `error_response`, to the character. */
  readonly content: string
  /** The gateway did not get as far as the method; such an answer is never signed. */
  readonly isGatewayError: boolean
  readonly signature?: string
  /** Certificate mode: which certificate of Alipay's signed. */
  readonly certificateSerial?: string
}

/**
 * `undefined` for what is no such answer. A name that stands twice is refused: two readers could take it for two
 * different answers.
 */
export function openEnvelope(body: string, method: string): Envelope | undefined {
  const fields = parseFields(body)
  const spans = fields && topLevel(body)
  if (!fields || !spans) return undefined
  const content = spans.get(`${method.replaceAll('.', '_')}_response`)
  const error = spans.get('error_response')
  const signature = textOf(fields, 'sign')
  const certificateSerial = textOf(fields, 'alipay_cert_sn')
  if ((content === undefined) === (error === undefined)) return undefined
  return {
    content: content ?? error ?? '',
    isGatewayError: content === undefined,
    ...(signature === undefined ? {} : { signature }),
    ...(certificateSerial === undefined ? {} : { certificateSerial }),
  }
}

/** The text of each member of an object; `json` is known to be one. */
function topLevel(json: string): ReadonlyMap<string, string> | undefined {
  const spans = new Map<string, string>()
  let at = json.indexOf('{') + 1
  for (;;) {
    while (/[\s,]/.test(json[at]!)) at++
    if (json[at] === '}') return spans
    const nameEnd = endOfString(json, at)
    const name = JSON.parse(json.slice(at, nameEnd)) as string
    at = json.indexOf(':', nameEnd) + 1
    while (/\s/.test(json[at]!)) at++
    const end = endOfValue(json, at)
    if (spans.has(name)) return undefined
    spans.set(name, json.slice(at, end))
    at = end
  }
}

function endOfString(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

function endOfValue(json: string, start: number): number {
  if (json[start] === '"') return endOfString(json, start)
  let depth = 0
  let at = start
  do {
    const character = json[at]!
    if (character === '"') at = endOfString(json, at)
    else {
      if (depth === 0 && /[\s,}]/.test(character)) return at
      if (character === '{' || character === '[') depth++
      if (character === '}' || character === ']') depth--
      at++
    }
  } while (depth > 0 || !/[\s,}]/.test(json[at]!))
  return at
}
