import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { openLog } from './log.ts'

const written = (write: (log: ReturnType<typeof openLog>) => void): string => {
  const lines: string[] = []
  write(
    openLog(
      'info',
      new Writable({
        write: (chunk, _encoding, done) => {
          lines.push(String(chunk))
          done()
        },
      }),
    ),
  )
  return lines.join('')
}

it('[AB10] secrets and phones never stand in a log line, wherever they hide', () => {
  const line = written((log) =>
    log.warn(
      {
        headers: { Authorization: 'Bearer tbk_verysecret', Cookie: 'tb_access=eyJhbGci', accept: '*/*' },
        body: { phone: '13800001234', code: '482913', password: 'hunter2', lines: [{ api_key: 'k-1' }] },
        secret: 'whsec_abcdef',
        raw: Buffer.from('13800001234'),
        err: Object.assign(new Error('broken', { cause: { otp: '112233' } }), { code: 'ECONNRESET' }),
      },
      'sign-in refused',
    ),
  )
  for (const hidden of [
    'verysecret',
    'eyJhbGci',
    '13800001234',
    '482913',
    'hunter2',
    'k-1',
    'whsec',
    '112233',
  ]) {
    expect(line).not.toContain(hidden)
  }
  expect(JSON.parse(line)).toMatchObject({
    level: 'warn',
    msg: 'sign-in refused',
    headers: { accept: '*/*' },
    body: { phone: '*******1234' },
    err: { type: 'Error', message: 'broken', code: 'ECONNRESET' },
  })
})

it('a rejection keeps its code', () => {
  expect(JSON.parse(written((log) => log.info({ code: 'price_changed' }, 'refused')))).toMatchObject({
    code: 'price_changed',
  })
})
