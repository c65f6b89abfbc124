/** Just enough of DER (ITU-T X.690) to write a certificate: every value is a tag, a length and its content. */

const LONGEST_SHORT_LENGTH = 127

function value(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

function lengthOf(length: number): Buffer {
  if (length <= LONGEST_SHORT_LENGTH) return Buffer.from([length])
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

export const sequence = (...parts: readonly Buffer[]): Buffer => value(0x30, Buffer.concat(parts))
export const setOf = (...parts: readonly Buffer[]): Buffer => value(0x31, Buffer.concat(parts))
export const utf8 = (text: string): Buffer => value(0x0c, Buffer.from(text, 'utf8'))
export const printable = (text: string): Buffer => value(0x13, Buffer.from(text, 'latin1'))
export const octets = (content: Buffer): Buffer => value(0x04, content)
export const yes = (): Buffer => value(0x01, Buffer.from([0xff]))
export const nothing = (): Buffer => value(0x05, Buffer.alloc(0))

/** `[number]`, constructed. */
export const tagged = (number: number, content: Buffer): Buffer => value(0xa0 | number, content)

/** A number that is not negative. */
export function integer(bytes: Buffer): Buffer {
  return value(0x02, bytes[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes)
}

/** `unused`: how many of the last byte's low bits do not count. */
export const bits = (content: Buffer, unused = 0): Buffer =>
  value(0x03, Buffer.concat([Buffer.from([unused]), content]))

/** An object identifier as `1.2.840…`: the first two arcs share a byte, the others are written in base 128. */
export function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number)
  const bytes = [first! * 40 + second!]
  for (const arc of rest) {
    const digits = [arc & 0x7f]
    for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80)
    bytes.push(...digits)
  }
  return value(0x06, Buffer.from(bytes))
}

/** Two digits of the year until 2049, four from 2050 on (RFC 5280). */
export function time(at: Date): Buffer {
  const digits = `${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`
  return at.getUTCFullYear() < 2050
    ? value(0x17, Buffer.from(digits.slice(2)))
    : value(0x18, Buffer.from(digits))
}
