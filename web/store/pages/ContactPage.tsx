import { useQuery } from '@tanstack/react-query'
import type { Contact } from '../../api/nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { LANGUAGES } from '../../ui/language.ts'
import { Failure, Loading, Refusal } from '../../ui/states.tsx'
import { useAction } from '../../ui/useAction.ts'
import { useUiWords } from '../../ui/words/index.ts'
import { maskPhone } from '../data/address.ts'
import { contactQuery, useMessages } from '../data/inbox.ts'
import { MailForm } from '../parts/MailForm.tsx'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

const WAYS = ['sms', 'mail', 'app'] as const

/** Over which ways the buyer wants to be told beside his messages, and where he is reached. */
export function ContactPage() {
  const t = useWords()
  const contact = useQuery(contactQuery)
  if (contact.isPending) return <Loading />
  if (contact.isError) return <Failure error={contact.error} retry={() => contact.refetch()} />
  return (
    <div className="page page--narrow stack">
      <Title page={t('contact.title')} />
      <h1>{t('contact.title')}</h1>
      <p className="quiet">{t('contact.lead')}</p>
      <Wishes contact={contact.data} />
      <section className="card block stack" aria-label={t('contact.mail')}>
        <h2>{t('contact.mail')}</h2>
        <p>{contact.data.mail ?? t('contact.noMail')}</p>
        <MailForm mail={contact.data.mail} isAvailable={contact.data.available.includes('mail')} />
      </section>
      {contact.data.phone && (
        <section className="card block" aria-label={t('contact.phone')}>
          <h2>{t('contact.phone')}</h2>
          <p>{maskPhone(contact.data.phone)}</p>
        </section>
      )}
    </div>
  )
}

function Wishes({ contact }: { readonly contact: Contact }) {
  const t = useWords()
  const ui = useUiWords()
  const { saveWish } = useMessages()
  const save = useAction(saveWish)
  const { ways, language, available } = contact
  const turned = (way: string) => (ways.includes(way) ? ways.filter((one) => one !== way) : [...ways, way])
  return (
    <>
      <fieldset className="card rows wishes">
        <legend className="hidden-text">{t('contact.ways')}</legend>
        {WAYS.filter((way) => available.includes(way)).map((way) => (
          <label key={way} className="row">
            <span>{t(`contact.${way}`)}</span>
            <input
              type="checkbox"
              checked={ways.includes(way)}
              onChange={() => save.act({ ways: turned(way), language })}
            />
          </label>
        ))}
        {WAYS.filter((way) => !available.includes(way)).map((way) => (
          <div key={way} className="row">
            <span>{t(`contact.${way}`)}</span>
            <Badge tone="off">{t('contact.off')}</Badge>
          </div>
        ))}
        <label className="row">
          <span>{t('contact.language')}</span>
          <select
            className="input input--slim"
            value={language}
            onChange={(event) => save.act({ ways, language: event.target.value })}
          >
            {LANGUAGES.map((each) => (
              <option key={each} value={each} lang={each}>
                {ui(`language.${each}`)}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
      <Refusal error={save.error} />
    </>
  )
}
