import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { api, take } from '../../api/client.ts'
import { Button } from '../../ui/Button.tsx'
import { Refusal } from '../../ui/states.tsx'
import { useAction } from '../../ui/useAction.ts'
import { sessionQuery, useSessionChanged } from '../data/session.ts'
import { useWords } from '../words/index.ts'
import { Field } from './Field.tsx'

const PHONE = /^1[3-9]\d{9}$/
const CODE = /^\d{6}$/
const RESEND_SECONDS = 60

/** Phone number and one-time code; in demo mode the code that would have been sent is shown. */
export function PhoneForm() {
  const t = useWords()
  const cache = useQueryClient()
  const changed = useSessionChanged()
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [shown, setShown] = useState<string | null>(null)
  const [tried, setTried] = useState<'none' | 'send' | 'sign'>('none')
  const [wait, setWait] = useState(0)
  useEffect(() => {
    if (wait === 0) return
    const timer = setTimeout(() => setWait(wait - 1), 1000)
    return () => clearTimeout(timer)
  }, [wait])
  const send = useAction(async () => {
    setTried('send')
    if (!PHONE.test(phone)) return
    await take(api.POST('/v1/session/otp', { body: { phone } }))
    setWait(RESEND_SECONDS)
    // Asked here, not taken from the page: a quick finger is faster than the page's own question.
    const { demo } = await cache.ensureQueryData(sessionQuery)
    if (!demo) return
    const told = await take(api.GET('/v1/demo/otp', { params: { query: { phone } } }))
    setShown(told.code)
  })
  const sign = useAction(async () => {
    setTried('sign')
    if (!PHONE.test(phone) || !CODE.test(code)) return
    await take(api.POST('/v1/session/phone', { body: { phone, code } }))
    await changed()
  })
  const digits = (text: string, length: number) => text.replace(/\D/g, '').slice(0, length)
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        sign.act()
      }}
    >
      <Field
        label={t('sign.phone')}
        error={tried !== 'none' && !PHONE.test(phone) ? t('sign.phone.bad') : null}
      >
        {(box) => (
          <input
            {...box}
            className="input"
            type="tel"
            inputMode="numeric"
            autoComplete="tel-national"
            value={phone}
            onChange={(event) => setPhone(digits(event.target.value, 11))}
          />
        )}
      </Field>
      <Field label={t('sign.code')} error={tried === 'sign' && !CODE.test(code) ? t('sign.code.bad') : null}>
        {(box) => (
          <span className="code">
            <input
              {...box}
              className="input"
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(digits(event.target.value, 6))}
            />
            <Button onClick={send.act} busy={send.busy} disabled={wait > 0}>
              {wait > 0 ? t('sign.resend', { count: wait }) : t('sign.send')}
            </Button>
          </span>
        )}
      </Field>
      <output className="sign__told">
        {wait > 0 && !shown && t('sign.sent')}
        {shown && (
          <>
            {t('sign.demo')} <strong data-testid="demo-code">{shown}</strong>
          </>
        )}
      </output>
      <Refusal error={sign.error ?? send.error} />
      <Button type="submit" tone="primary" size="l" wide busy={sign.busy}>
        {t('sign.submit')}
      </Button>
    </form>
  )
}
