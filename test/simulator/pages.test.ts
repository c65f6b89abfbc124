import { createHash, createPublicKey } from 'node:crypto'
import { createVerifier } from 'fast-jwt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openActs } from '../../simulator/pages/wallet.ts'
import { type Bench, createBench } from './bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await createBench({ oauth: { clientId: 'store', clientSecret: 'a secret' } })
})
afterAll(() => bench.stop())

const page = async (path: string, init?: RequestInit) => {
  const answer = await fetch(bench.simulator.url + path, { redirect: 'manual', ...init })
  return { answer, text: await answer.text() }
}
const act = async (no: string, name: string) => {
  const { codeUrl } = bench.world.orders.get(no)!
  const { answer } = await page('/wallet/act', {
    method: 'POST',
    body: new URLSearchParams({ code_url: codeUrl, act: name, lang: 'en' }),
  })
  return new URL(answer.headers.get('location')!, bench.simulator.url).searchParams.get('did')
}

describe('the wallet', () => {
  test('lists open orders, shows one that was scanned, in both languages', async () => {
    const no = await bench.start(12_345)
    const { codeUrl } = bench.world.orders.get(no)!
    expect((await page('/wallet')).text).toContain(no)
    const scanned = await page(`/wallet?lang=en&code_url=${encodeURIComponent(codeUrl)}`)
    expect(scanned.text).toContain('¥123.45')
    expect(scanned.text).toContain('Pay now')
    expect((await page(`/wallet?lang=zh&code_url=${encodeURIComponent(codeUrl)}`)).text).toContain('立即支付')
    expect((await page('/wallet?code_url=weixin://nobody')).answer.status).toBe(404)
  })

  test.each([
    ['pay', 'paid', 100],
    ['cancel', 'cancelled', 0],
    ['fail', 'failed', 0],
    ['forge', 'forged', 0],
    ['probe', 'forged', 0],
    ['pay_fen_less', 'paid', 99],
    ['pay_lost', 'paid', 100],
    ['pay_lost_once', 'paid', 100],
    ['pay_late', 'paid', 100],
    ['pay_repeated', 'paid', 100],
    ['pay_twice', 'paid', 100],
    ['pay_wrong_notice', 'paid', 100],
    ['pay_elsewhere', 'paid', 100],
    ['pay_forged', 'paid', 100],
    ['pay_after_close', 'armed', 0],
    ['nonsense', 'cancelled', 0],
  ])('%s: %s, and %i fen moved', async (name, did, fen) => {
    const no = await bench.start()
    const before = bench.world.money.length
    expect(await act(no, name)).toBe(did)
    const moved = bench.world.money.slice(before).reduce((sum, line) => sum + line.amount, 0)
    expect(moved).toBe(fen)
    bench.world.faults.clear()
  })

  test('every offered misbehaviour is known', () => {
    for (const name of openActs) expect(name).not.toBe('')
    expect(new Set(openActs).size).toBe(openActs.length)
  })

  test('a closed order cannot be paid, except by a confirmation in flight', async () => {
    const no = await bench.start()
    await bench.channel.close(no)
    expect(await act(no, 'pay')).toBe('closed')
    expect(await act(no, 'pay_lost')).toBe('closed')
    expect(bench.world.faults.rules()).toEqual([])
    expect(await act(no, 'pay_in_flight')).toBe('paid')
    expect(await act(no, 'pay')).toBe('already_paid')
  })

  test('what a merchant writes is shown as text', async () => {
    const started = await bench.channel.startPayment({
      attemptNo: 'EVIL000001',
      amount: 100,
      currency: 'CNY',
      description: '<script>alert(1)</script>',
      expiresAt: new Date(bench.clock.now().getTime() + 600_000),
      notifyUrl: bench.receiver.url,
      method: 'native',
    })
    expect(started.kind).toBe('ready')
    for (const path of ['/', '/wallet']) {
      const { answer, text } = await page(path)
      expect(text).not.toContain('<script>alert')
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'")
      expect(text).not.toMatch(/ style=| on\w+=|<script>/)
    }
  })
})

describe('the control API', () => {
  test('refuses pages of other origins, other content types and what it does not know', async () => {
    const post = (headers: Record<string, string>, body: string) =>
      page('/control/faults', { method: 'POST', headers, body })
    const json = { 'Content-Type': 'application/json' }
    const fault = '{"fault":"slow","remaining":1}'
    expect((await post({ ...json, Origin: 'https://evil.example' }, fault)).answer.status).toBe(403)
    expect((await post({ 'Content-Type': 'text/plain' }, fault)).answer.status).toBe(415)
    for (const wrong of [
      '{',
      '[]',
      '{"fault":"no such"}',
      '{"fault":"slow","on":"x"}',
      '{"fault":"slow","remaining":0}',
    ]) {
      expect((await post(json, wrong)).answer.status).toBe(400)
    }
    expect(bench.world.faults.rules()).toEqual([])
    expect((await bench.control('POST', '/clock', { speed: 0 })).status).toBe(400)
    expect((await bench.control('POST', '/clock', { advanceMs: -1 })).status).toBe(400)
    expect((await bench.control('GET', '/nothing')).status).toBe(404)
  })

  test('an address that cannot be read is refused, everywhere', async () => {
    for (const path of ['/control/orders/%E0%A4%A', '/v3/pay/transactions/out-trade-no/%', '/wallet/%']) {
      expect((await page(path)).answer.status).toBe(400)
    }
  })

  test('arms, lists and removes faults', async () => {
    const { body } = await bench.control('POST', '/faults', {
      fault: 'slow',
      on: 'query',
      order: 'T1',
      remaining: 2,
      param: 5,
    })
    expect(body).toMatchObject({ fault: 'slow', on: 'query', order: 'T1', remaining: 2, param: 5 })
    expect(bench.world.faults.take('slow', 'close', 'T1')).toBeUndefined()
    expect(bench.world.faults.take('slow', 'query', 'T2')).toBeUndefined()
    expect(bench.world.faults.take('slow', 'query', 'T1')).toBeDefined()
    expect((await bench.control('DELETE', `/faults/${body.id}`)).status).toBe(200)
    expect(bench.world.faults.rules()).toEqual([])
  })

  test('pays, refunds by hand and shows the money that moved', async () => {
    bench.world.reset()
    const no = await bench.start(500)
    expect(await bench.control('POST', `/orders/${no}/pay`, {})).toMatchObject({ status: 200 })
    expect(await bench.control('POST', `/orders/${no}/pay`, {})).toMatchObject({
      status: 409,
      body: { reason: 'already_paid' },
    })
    bench.arm('refund_stuck', no)
    await bench.refund(no, 'R1', 200)
    await bench.simulator.run()
    expect(await bench.control('POST', '/refunds/R1/settle', { status: 'SUCCESS' })).toMatchObject({
      status: 200,
    })
    expect(await bench.control('POST', '/refunds/R1/settle', { status: 'SUCCESS' })).toMatchObject({
      status: 404,
    })
    expect((await bench.control('GET', '/statement')).body).toMatchObject({
      paid: 500,
      refunded: 200,
      net: 300,
      byMerchant: { 1900000109: { paid: 500, refunded: 200 } },
    })
    expect((await bench.control('GET', `/orders/${no}`)).body).toMatchObject({ refunds: [{ no: 'R1' }] })
  })
})

describe('[Q11] the simulated sign-in', () => {
  const redirectUri = 'http://127.0.0.1:3000/callback'
  const verifier = 'a-code-verifier-of-at-least-forty-three-characters'
  const query = (changes: Record<string, string> = {}) =>
    new URLSearchParams({
      client_id: 'store',
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile',
      state: 'st&te',
      nonce: 'n1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    })
  const choose = async (person: string, changes?: Record<string, string>) => {
    const { answer } = await page(`/oauth/choose?${query({ person, ...changes })}`)
    return new URL(answer.headers.get('location')!).searchParams
  }
  const exchange = (code: string, changes: Record<string, string> = {}) =>
    page('/oauth/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        client_id: 'store',
        client_secret: 'a secret',
        code_verifier: verifier,
        ...changes,
      }),
    })

  test('goes from consent to code to token to person', async () => {
    const issuer = bench.simulator.oauth.issuer
    const discovery = JSON.parse((await page('/oauth/.well-known/openid-configuration')).text)
    expect(discovery).toMatchObject({ issuer, token_endpoint: `${issuer}/token` })
    const consent = await page(`/oauth/authorize?${query()}&lang=en`)
    const link = /href="(\/oauth\/choose[^"]*person=oSim7ChenMo[^"]*)"/.exec(consent.text)![1]!
    const { answer } = await page(link.replaceAll('&amp;', '&'))
    const back = new URL(answer.headers.get('location')!).searchParams
    expect(back.get('state')).toBe('st&te')
    const { answer: given, text } = await exchange(back.get('code')!)
    expect(given.status).toBe(200)
    const tokens = JSON.parse(text) as { access_token: string; id_token: string }
    const userinfo = await page('/oauth/userinfo', {
      headers: { Authorization: `Bearer ${tokens.access_token}` },
    })
    expect(JSON.parse(userinfo.text)).toMatchObject({ sub: 'oSim7ChenMo0000000000000002', name: '陈默' })

    const { keys } = JSON.parse((await page('/oauth/jwks')).text) as {
      keys: [import('node:crypto').JsonWebKey]
    }
    const pem = createPublicKey({ key: keys[0], format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString()
    const verify = createVerifier({
      key: pem,
      algorithms: ['ES256'],
      allowedIss: issuer,
      allowedAud: 'store',
      clockTimestamp: bench.clock.now().getTime(),
    })
    expect(verify(tokens.id_token)).toMatchObject({ sub: 'oSim7ChenMo0000000000000002', nonce: 'n1' })
  })

  test('a code is good once, for its own address, verifier and client, and for two minutes', async () => {
    const person = 'oSim7LinXiao000000000000001'
    const fresh = async () => (await choose(person)).get('code')!
    const code = await fresh()
    expect((await exchange(code)).answer.status).toBe(200)
    expect((await exchange(code)).answer.status).toBe(400)
    expect((await exchange(await fresh(), { redirect_uri: 'http://evil.example/' })).answer.status).toBe(400)
    expect((await exchange(await fresh(), { code_verifier: 'another' })).answer.status).toBe(400)
    expect((await exchange(await fresh(), { client_secret: 'wrong' })).answer.status).toBe(401)
    const late = await fresh()
    bench.clock.advance(121_000)
    expect((await exchange(late)).answer.status).toBe(400)
  })

  test('a refusal goes back as access_denied; a broken request goes nowhere', async () => {
    const refused = await choose('none')
    expect([refused.get('error'), refused.get('state'), refused.get('code')]).toEqual([
      'access_denied',
      'st&te',
      null,
    ])
    for (const broken of [
      { client_id: 'x' },
      { redirect_uri: 'javascript:alert(1)' },
      { response_type: 'token' },
    ]) {
      expect((await page(`/oauth/authorize?${query(broken as Record<string, string>)}`)).answer.status).toBe(
        400,
      )
    }
    expect((await page('/oauth/userinfo', { headers: { Authorization: 'Bearer none' } })).answer.status).toBe(
      401,
    )
  })
})
