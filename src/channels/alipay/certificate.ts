import { createHash } from 'node:crypto'

/**
 * The serial by which Alipay names a certificate: md5 over the issuer, last name first (`CN=…,OU=…,O=…,C=…`), and the
 * serial number in decimal. Of a root file only the certificates that RSA signed count, joined by `_`.
 * Source: opendocs.alipay.com, "公钥证书签名"; compared with the official client in the tests.
 * The names are read from the DER: printed forms escape characters, each in its own way.
 */
export function certificateSerial(pem: string): string {
  const [first] = certificatesOf(pem)
  if (!first) throw new Error('no certificate in this text')
  return serialOf(first)
}

export function rootSerial(pem: string): string {
  const byRsa = certificatesOf(pem).filter((one) => one.algorithm.startsWith(RSA_ALGORITHMS))
  if (byRsa.length === 0) throw new Error('no certificate signed by RSA in this text')
  return byRsa.map(serialOf).join('_')
}

const RSA_ALGORITHMS = '1.2.840.113549.1.1'

type Facts = { readonly issuer: string; readonly serial: bigint; readonly algorithm: string }

const serialOf = ({ issuer, serial }: Facts): string =>
  createHash('md5').update(`${issuer}${serial}`, 'utf8').digest('hex')

function certificatesOf(pem: string): Facts[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/g)
  return [...blocks].map(([, base64]) => factsOf(Buffer.from(base64!, 'base64')))
}

/** Certificate ::= { tbs { [0] version?, serialNumber, signature, issuer, … }, … } (RFC 5280, 4.1). */
function factsOf(der: Buffer): Facts {
  const [tbs] = children(elementAt(der, 0))
  const parts = children(tbs)
  const from = parts[0]?.tag === 0xa0 ? 1 : 0
  const [serial, signature, issuer] = parts.slice(from)
  const [algorithm] = children(signature)
  if (!serial || !issuer || !algorithm) throw new Error('not a certificate')
  return {
    serial: BigInt(`0x${serial.content.toString('hex')}`),
    algorithm: oidOf(algorithm.content),
    issuer: children(issuer).flatMap(children).map(nameOf).reverse().join(','),
  }
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialName',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'E',
  '0.9.2342.19200300.100.1.25': 'DC',
}

function nameOf(attribute: Element): string {
  const [type, value] = children(attribute)
  if (!type || !value) throw new Error('not a certificate')
  return `${SHORT_NAMES[oidOf(type.content)] ?? ''}=${value.content.toString('utf8')}`
}

type Element = { readonly tag: number; readonly content: Buffer; readonly end: number }

function elementAt(der: Buffer, at: number): Element {
  const tag = der[at]
  const first = der[at + 1]
  if (tag === undefined || first === undefined) throw new Error('not a certificate')
  const bytes = first < 0x80 ? 0 : first & 0x7f
  const length = bytes === 0 ? first : der.readUIntBE(at + 2, bytes)
  const start = at + 2 + bytes
  return { tag, content: der.subarray(start, start + length), end: start + length }
}

function children(parent: Element | undefined): Element[] {
  const found: Element[] = []
  const content = parent?.content ?? Buffer.alloc(0)
  for (let at = 0; at < content.length; at = found.at(-1)!.end) found.push(elementAt(content, at))
  return found
}

function oidOf(bytes: Buffer): string {
  const numbers: number[] = []
  let number = 0
  for (const byte of bytes) {
    number = number * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      numbers.push(number)
      number = 0
    }
  }
  const first = Math.min(2, Math.floor((numbers[0] ?? 0) / 40))
  return [first, (numbers[0] ?? 0) - first * 40, ...numbers.slice(1)].join('.')
}
