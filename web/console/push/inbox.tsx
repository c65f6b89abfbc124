import { Button, Card, Flex } from 'antd'
import type { InboxMessage } from '../../api/nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { usePages, useWrite } from '../parts/ask.ts'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Failure, Loaded, Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useIsPlatform, useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { POLL_MS, useUnread } from './bell.tsx'
import { ContactCard } from './contact.tsx'

/** What the shop, or the platform, was told; what one of its staff has read, all have. */
export function InboxPage() {
  const t = useWords()
  const may = useMay()
  const isPlatform = useIsPlatform()
  const unread = useUnread()
  const write = useWrite()
  const pages = usePages<InboxMessage>('/v1/inbox', { everyMs: POLL_MS })
  const messages = pages.data?.pages.flatMap((page) => page.items) ?? []
  const newest = messages[0]?.id
  return (
    <Page
      title={t('menu.inbox')}
      lead={t('inbox.lead')}
      extra={
        newest !== undefined && (unread.data?.unread ?? 0) > 0 ? (
          <Button
            loading={write.isPending}
            onClick={() => write.mutate({ method: 'PUT', path: '/v1/inbox/read', body: { upTo: newest } })}
          >
            {t('inbox.read_all')}
          </Button>
        ) : null
      }
    >
      <Flex vertical gap={16}>
        {pages.error ? <Failure error={pages.error} again={pages.refetch} /> : null}
        <Loaded of={pages}>
          {() => (
            <Card>
              <ul className="inbox" data-rows={messages.length}>
                {messages.map((message) => (
                  <Told key={message.id} message={message} />
                ))}
              </ul>
              {messages.length === 0 ? <p className="quiet">{t('inbox.none')}</p> : null}
              {pages.hasNextPage ? (
                <Button loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
                  {t('list.more')}
                </Button>
              ) : null}
            </Card>
          )}
        </Loaded>
        {may('push.write') ? <ContactCard of="self" /> : null}
        {may('push.write') && isPlatform ? <ContactCard of="carrier" /> : null}
      </Flex>
    </Page>
  )
}

function Told({ message }: { message: InboxMessage }) {
  const t = useWords()
  const language = useLanguage()
  const { subjectNo, readAt } = message
  return (
    <li className={readAt ? 'inbox-item' : 'inbox-item inbox-new'}>
      <Flex justify="space-between" gap={12} wrap>
        <strong>
          {labelText(message.title, language)}
          {readAt ? null : <span className="hidden-text"> {t('inbox.new')}</span>}
        </strong>
        <When at={message.at} />
      </Flex>
      <p>{labelText(message.body, language)}</p>
      <No no={subjectNo} to={pageOfNumber(subjectNo) ?? undefined} />
    </li>
  )
}
