import { type FormEvent, useState } from 'react'
import { api, take } from '../../api/client.ts'
import { Button } from '../../ui/Button.tsx'
import { Refusal } from '../../ui/states.tsx'
import { useAction } from '../../ui/useAction.ts'
import { useMessages } from '../data/inbox.ts'
import { useSession } from '../data/session.ts'
import { useWords } from '../words/index.ts'
import { Field } from './Field.tsx'

const MAIL = /^[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}$/
const CODE = /^\d{6}$/

/** A mail address is put on the file in two steps: a code goes there, and comes back. */
export function MailForm({
  mail,
  isAvailable,
}: {
  readonly mail: string | null
  readonly isAvailable: boolean
}) {
  const t = useWords()
  const session = useSession()
  const messages = useMessages()
  const [address, setAddress] = useState('')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const [shown, setShown] = useState<string | null>(null)
  const [code, setCode] = useState('')
  const [tried, setTried] = useState(false)
  const send = useAction(async () => {
    setTried(true)
    if (!MAIL.test(address)) return
    await messages.sendCode(address)
    setSentTo(address)
    setTried(false)
    if (!session?.demo) return
    setShown((await take(api.GET('/v1/demo/contact-code', { params: { query: { address } } }))).code)
  })
  const confirm = useAction(async () => {
    setTried(true)
    if (!CODE.test(code)) return
    await messages.confirm(code)
    setSentTo(null)
    setShown(null)
    setAddress('')
    setCode('')
    setTried(false)
  })
  const remove = useAction(messages.removeMail)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (sentTo === null) send.act()
    else confirm.act()
  }
  return (
    <form className="stack" noValidate onSubmit={submit}>
      {sentTo === null ? (
        <Field
          label={t('contact.newMail')}
          error={tried && !MAIL.test(address) ? t('contact.badMail') : null}
        >
          {(box) => (
            <input
              {...box}
              className="input"
              type="email"
              autoComplete="email"
              disabled={!isAvailable}
              value={address}
              onChange={(event) => setAddress(event.target.value.trim())}
            />
          )}
        </Field>
      ) : (
        <>
          <p role="status" className="sign__told">
            {t('contact.told', { address: sentTo })}
            {shown && (
              <>
                {' '}
                {t('contact.demo')} <strong data-testid="demo-code">{shown}</strong>
              </>
            )}
          </p>
          <Field label={t('contact.code')} error={tried && !CODE.test(code) ? t('contact.badCode') : null}>
            {(box) => (
              <input
                {...box}
                className="input"
                inputMode="numeric"
                autoComplete="one-time-code"
                value={code}
                onChange={(event) => setCode(event.target.value.replace(/\D/g, '').slice(0, 6))}
              />
            )}
          </Field>
        </>
      )}
      <Refusal error={send.error ?? confirm.error ?? remove.error} />
      <Button type="submit" tone="primary" disabled={!isAvailable} busy={send.busy || confirm.busy}>
        {t(sentTo === null ? 'contact.sendCode' : 'contact.confirm')}
      </Button>
      {mail && (
        <Button tone="quiet" busy={remove.busy} onClick={remove.act}>
          {t('contact.remove')}
        </Button>
      )}
    </form>
  )
}
