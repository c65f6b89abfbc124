import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { certificateSerial, rootSerial } from './certificate.ts'
import type { AlipayKeys } from './signature.ts'

/**
 * Keys as Alipay hands them out: PEM, or the bare base64 of its key tool; a public key may also be a certificate.
 * A parser's own message may quote the key, so it is not passed on.
 */
export function privateKeyOf(name: string, text: string): KeyObject {
  const key = parsed(name, 'private key', () =>
    text.includes('-----BEGIN') ? createPrivateKey(text) : barePrivateKey(der(text)),
  )
  if (key.asymmetricKeyType !== 'rsa') throw new Error(`alipay: ${name} is not an RSA key`)
  return key
}

export function alipayKeysOf(texts: readonly string[]): AlipayKeys {
  if (texts.length === 0) throw new Error('alipay: alipayKeys is empty, no answer could be verified')
  return texts.map((text, index) => {
    const name = `alipayKeys[${index}]`
    const isPem = text.includes('-----BEGIN')
    const key = parsed(name, 'public key or certificate', () =>
      createPublicKey(isPem ? text : { key: der(text), format: 'der', type: 'spki' }),
    )
    if (key.asymmetricKeyType !== 'rsa') throw new Error(`alipay: ${name} is not an RSA key`)
    if (!text.includes('BEGIN CERTIFICATE')) return { key }
    return { key, serial: parsed(name, 'certificate', () => certificateSerial(text)) }
  })
}

export function serialsOf(certificates: { readonly app: string; readonly alipayRoot: string }) {
  return {
    app: parsed('certificates.app', 'certificate', () => certificateSerial(certificates.app)),
    root: parsed('certificates.alipayRoot', 'root certificate', () => rootSerial(certificates.alipayRoot)),
  }
}

const der = (base64: string): Buffer => Buffer.from(base64.replace(/\s/g, ''), 'base64')

/** The key tool writes PKCS #8 for Java and PKCS #1 for all others. */
function barePrivateKey(key: Buffer): KeyObject {
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  } catch {
    return createPrivateKey({ key, format: 'der', type: 'pkcs1' })
  }
}

function parsed<T>(name: string, what: string, parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new Error(`alipay: ${name} is not a ${what}`)
  }
}
