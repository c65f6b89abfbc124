import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { httpTransport } from './transport.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

async function against(listener: RequestListener, timeoutMs = 300) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const transport = httpTransport({ baseUrl, timeoutMs, maxSockets: 2, maxBodyBytes: 1_000 })
  open.push(async () => {
    transport.dispose()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { transport, server }
}

const call = { method: 'POST', path: '/v3/x?a=1', headers: { 'X-One': '1' }, body: '{"a":"茶"}' } as const

describe('transport', () => {
  test('sends what it was given and keeps the bytes of the answer', async () => {
    const { transport } = await against(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      response.writeHead(200, { 'X-Two': '2' })
      response.end(`${request.method} ${request.url} ${request.headers['x-one']} ${Buffer.concat(chunks)}`)
    })
    const answer = await transport.send(call)
    expect(answer).toMatchObject({ status: 200, headers: { 'x-two': '2' } })
    expect('body' in answer && answer.body.toString()).toBe('POST /v3/x?a=1 1 {"a":"茶"}')
  })

  test('silence ends at the limit, also in the middle of an answer', async () => {
    const silent = await against(() => {}, 50)
    expect(await silent.transport.send(call)).toMatchObject({ failed: 'timeout' })
    const halting = await against((_request, response) => {
      response.writeHead(200, { 'Content-Length': 10 })
      response.write('half')
    }, 50)
    expect(await halting.transport.send(call)).toMatchObject({ failed: 'timeout' })
  })

  test('a caller can give up', async () => {
    const { transport } = await against(() => {}, 5_000)
    expect(await transport.send(call, AbortSignal.timeout(30))).toMatchObject({ failed: 'timeout' })
  })

  test('a connection cut before or in the middle of the answer is unreachable', async () => {
    const cut = await against((request) => request.socket.destroy())
    expect(await cut.transport.send(call)).toMatchObject({ failed: 'unreachable' })
    const halfway = await against((_request, response) => {
      response.writeHead(200, { 'Content-Length': 10 })
      response.write('half')
      setTimeout(() => response.socket?.destroy(), 10)
    })
    expect(await halfway.transport.send(call)).toMatchObject({ failed: 'unreachable' })
  })

  test('nobody listening is unreachable', async () => {
    const { transport, server } = await against(() => {})
    await new Promise((resolve) => server.close(resolve))
    expect(await transport.send(call)).toMatchObject({ failed: 'unreachable' })
  })

  test('an answer without end is cut off', async () => {
    const { transport } = await against((_request, response) => response.end('x'.repeat(5_000)))
    expect(await transport.send(call)).toMatchObject({ failed: 'malformed_answer' })
  })

  test('a kept connection that the other side has closed meanwhile costs no unknown', async () => {
    let calls = 0
    const { transport } = await against((request, response) => {
      calls += 1
      response.end('ok')
      // As a proxy does that drops idle connections: the next request finds a dead socket.
      if (calls === 1) response.on('finish', () => setImmediate(() => request.socket.destroy()))
    })
    expect(await transport.send(call)).toMatchObject({ status: 200 })
    expect(await transport.send(call)).toMatchObject({ status: 200 })
    expect(calls).toBe(2)
  })
})
