import { afterEach, describe, expect, it } from 'vitest'
import { type Letter, mailPort, type Port } from '../../src/modules/push/index.ts'
import { headersOf, type MailBox, openMailBox, partOf } from './smtp.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const boxWith = async (...given: Parameters<typeof openMailBox>): Promise<MailBox> => {
  const box = await openMailBox(...given)
  open.push(box)
  return box
}
const portTo = (port: number, more: Partial<Parameters<typeof mailPort>[0]> = {}): Port => {
  const made = mailPort({
    host: '127.0.0.1',
    port,
    security: 'none',
    from: '通宝 <service@shop.example>',
    ...more,
  })
  open.unshift(made)
  return made
}
const letter: Letter = {
  requestId: 'push-7-1',
  to: 'buyer@mail.example',
  node: 'refund_succeeded',
  title: '退款成功',
  body: '订单 <1> & "2" 退款 ¥12.80 已原路退回。',
  language: 'zh-CN',
  variables: {},
}
const patience = (ms = 5_000) => AbortSignal.timeout(ms)

describe('mail over SMTP', () => {
  it('hands one letter to one recipient: both parts say the same, HTML is escaped, and the id is the message’s own', async () => {
    const box = await boxWith()
    const sent = await portTo(box.port).send(letter, patience())
    expect(sent).toEqual({ outcome: 'accepted', providerId: '<push-7-1@shop.example>' })
    expect(box.mails).toHaveLength(1)
    const [mail] = box.mails
    expect(mail).toMatchObject({ from: 'service@shop.example', to: ['buyer@mail.example'] })
    const headers = headersOf(mail!)
    expect(headers.get('subject')).toBe('退款成功')
    expect(headers.get('from')).toBe('通宝 <service@shop.example>')
    expect(headers.get('message-id')).toBe('<push-7-1@shop.example>')
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(partOf(mail!, 'text/plain').trim()).toBe(letter.body)
    expect(partOf(mail!, 'text/html')).toContain('订单 &lt;1&gt; &amp; &quot;2&quot; 退款')
  })

  it('a title or an address cannot write headers or name more recipients', async () => {
    const box = await boxWith()
    const port = portTo(box.port)
    await port.send({ ...letter, title: 'a\r\nBcc: eve@mail.example\r\n\r\nhi' }, patience())
    await port.send({ ...letter, to: 'a@mail.example, eve@mail.example' }, patience())
    for (const mail of box.mails) {
      expect(mail.to).toHaveLength(1)
      expect(mail.to).not.toContain('eve@mail.example')
      expect([...headersOf(mail).keys()]).not.toContain('bcc')
    }
  })

  it.each([
    ['RCPT', '450 box busy', 'later'],
    ['RCPT', '550 no such box', 'never'],
    ['.', '451 try again', 'later'],
    ['.', '554 refused as spam', 'never'],
    ['MAIL', '421 too many connections', 'later'],
    ['AUTH', '535 wrong password', 'later'],
  ])('%s answered by "%s" is %s', async (verb, reply, outcome) => {
    const box = await boxWith((line) => (line.startsWith(verb) ? reply : undefined), ['AUTH PLAIN'])
    const sent = await portTo(box.port, { user: 'shop', password: 'secret' }).send(letter, patience())
    expect(sent).toMatchObject({ outcome, error: expect.stringContaining(reply.slice(0, 3)) })
    expect(JSON.stringify(sent)).not.toContain('secret')
    expect(box.mails).toEqual([])
  })

  it('a server that is down, or says nothing, is asked again later', async () => {
    const box = await boxWith((line) => (line.startsWith('RCPT') ? 'silence' : undefined))
    expect(await portTo(box.port).send(letter, patience(300))).toEqual({ outcome: 'later', error: 'timeout' })
    await box.close()
    open.splice(open.indexOf(box), 1)
    expect(await portTo(box.port).send(letter, patience())).toMatchObject({ outcome: 'later' })
  })

  it('with starttls nothing is said in the clear to a server that offers none', async () => {
    const lines: string[] = []
    const box = await boxWith((line) => void lines.push(line), ['AUTH PLAIN'])
    const port = portTo(box.port, { security: 'starttls', user: 'shop', password: 'secret' })
    expect(await port.send(letter, patience())).toMatchObject({ outcome: 'later' })
    expect(lines.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([])
  })
})
