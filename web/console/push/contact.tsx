import { Button, Card, Checkbox, Flex, Input, Radio } from 'antd'
import { useState } from 'react'
import type { Contact } from '../../api/nouns.ts'
import { useResource, useWrite } from '../parts/ask.ts'
import { Loaded } from '../parts/page.tsx'
import { useWords } from '../words/index.ts'

type Of = 'self' | 'carrier'
const WAYS = ['sms', 'mail', 'app'] as const

/** Where the shop (or the platform, or who carries parcels) is reached outside these pages. */
export function ContactCard({ of }: { of: Of }) {
  const t = useWords()
  const contact = useResource<Contact>('/v1/contact', { query: { of } })
  return (
    <Card title={t(`contact.title.${of}`)} size="small">
      <Loaded of={contact}>
        {(value) => (
          <Flex vertical gap={12}>
            <Wishes of={of} contact={value} />
            <Address of={of} kind="mail" address={value.mail} />
            <Address of={of} kind="phone" address={value.phone} />
          </Flex>
        )}
      </Loaded>
    </Card>
  )
}

function Wishes({ of, contact }: { of: Of; contact: Contact }) {
  const t = useWords()
  const write = useWrite()
  const save = (change: Partial<Pick<Contact, 'ways' | 'language'>>) =>
    write.mutate({
      method: 'PUT',
      path: `/v1/contact?of=${of}`,
      body: { ways: contact.ways, language: contact.language, ...change },
    })
  return (
    <Flex gap={16} wrap>
      <Checkbox.Group
        aria-label={t('contact.ways')}
        value={[...contact.ways]}
        options={WAYS.map((way) => ({
          value: way,
          label: t(`push.way.${way}`),
          disabled: !contact.available.includes(way),
        }))}
        onChange={(ways) => save({ ways: ways as string[] })}
      />
      <Radio.Group
        aria-label={t('contact.language')}
        value={contact.language}
        options={[
          { value: 'zh-CN', label: t('contact.language.zh') },
          { value: 'en', label: 'English' },
        ]}
        onChange={({ target }) => save({ language: target.value as string })}
      />
    </Flex>
  )
}

/** An address is changed in two steps: a code goes there, and comes back. */
function Address({ of, kind, address }: { of: Of; kind: 'mail' | 'phone'; address: string | null }) {
  const t = useWords()
  const write = useWrite()
  const [typed, setTyped] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const path = `/v1/contact/${kind}`
  const send = async () => {
    await write.mutateAsync({ method: 'POST', path: `${path}?of=${of}`, body: { address: typed } })
    setCode('')
  }
  const confirm = async () => {
    await write.mutateAsync({ method: 'POST', path: `${path}/confirm?of=${of}`, body: { code } })
    setCode(null)
    setTyped('')
  }
  return (
    <Flex gap={8} wrap align="center">
      <span className="contact-kind">{t(`contact.${kind}`)}</span>
      <code>{address ?? '–'}</code>
      <Input
        className="contact-input"
        aria-label={t(`contact.new_${kind}`)}
        placeholder={t(`contact.new_${kind}`)}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Button disabled={typed === ''} loading={write.isPending} onClick={() => send().catch(() => undefined)}>
        {t('contact.send_code')}
      </Button>
      {code === null ? null : (
        <>
          <Input
            className="contact-code"
            aria-label={t('contact.code')}
            placeholder={t('contact.code')}
            inputMode="numeric"
            maxLength={6}
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
          <Button type="primary" onClick={() => confirm().catch(() => undefined)}>
            {t('contact.confirm')}
          </Button>
        </>
      )}
      {address === null ? null : (
        <Button danger onClick={() => write.mutate({ method: 'DELETE', path: `${path}?of=${of}` })}>
          {t('contact.remove')}
        </Button>
      )}
    </Flex>
  )
}
