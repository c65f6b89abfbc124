import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createPlain } from 'node:net'
import { expect, test } from 'vitest'
import { certify } from '../../simulator/unionpay/certificates.ts'
import { httpTransport } from '../../src/channels/transport.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const now = Date.now()
const certificate = (from: number, to: number): string =>
  certify({
    ...{ name: '127.0.0.1', publicKey, issuerName: 'nobody we trust' },
    ...{ issuerKey: privateKey, isAuthority: true, serial: Buffer.from([1]) },
    ...{ from: new Date(from), to: new Date(to) },
  })
const YEAR = 365 * 86_400_000
const call = { method: 'POST', path: '/v3/pay', headers: {}, body: '{"amount":1}' } as const

async function asked(port: number): Promise<unknown> {
  const baseUrl = `https://127.0.0.1:${port}`
  const transport = httpTransport({ baseUrl, timeoutMs: 2_000, maxSockets: 1, maxBodyBytes: 1_000 })
  const answer = await transport.send(call)
  transport.dispose()
  return answer
}

test.each([
  ['nobody we trust signed', now - YEAR, now + YEAR],
  ['that is over', now - 2 * YEAR, now - YEAR],
])('[N5] a certificate %s: nothing is sent, and nobody knows anything', async (_, from, to) => {
  let heard = 0
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const server = createServer({ key, cert: certificate(from, to) }, (_request, response) => {
    heard += 1
    response.end('{"code_url":"weixin://stolen"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  expect(await asked((server.address() as AddressInfo).port)).toMatchObject({ failed: 'unreachable' })
  expect(heard).toBe(0)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

test('[N5] a server that speaks no TLS is unreachable, not refused', async () => {
  const server = createPlain((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n{}', () => socket.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  expect(await asked((server.address() as AddressInfo).port)).toMatchObject({ failed: 'unreachable' })
  await new Promise((resolve) => server.close(resolve))
})
