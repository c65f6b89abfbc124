import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { InboxMessage } from '../../api/nouns.ts'
import { Button } from '../../ui/Button.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Empty, Failure, Loading, Refusal } from '../../ui/states.tsx'
import { formatTime } from '../../ui/time.ts'
import { useAction } from '../../ui/useAction.ts'
import { inboxQuery, useMessages, useUnread } from '../data/inbox.ts'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

/** What the buyer was told of his payments and refunds; it stands here whatever else he wants to be told by. */
export function InboxPage() {
  const t = useWords()
  const inbox = useInfiniteQuery(inboxQuery)
  const unread = useUnread()
  const messages = useMessages()
  const items = inbox.data?.pages.flatMap((page) => page.items) ?? []
  const read = useAction(() => messages.readUpTo(items[0]?.id ?? 0))
  return (
    <div className="page page--narrow stack">
      <Title page={t('inbox.title')} />
      <h1>{t('inbox.title')}</h1>
      {inbox.isPending && <Loading />}
      {inbox.isError && <Failure error={inbox.error} retry={() => inbox.refetch()} />}
      {inbox.isSuccess && items.length === 0 && <Empty title={t('inbox.none')} />}
      {unread > 0 && items.length > 0 && (
        <Button busy={read.busy} onClick={() => read.act()}>
          {t('inbox.readAll')}
        </Button>
      )}
      <Refusal error={read.error} />
      {items.map((message) => (
        <Told key={message.id} message={message} />
      ))}
      {inbox.hasNextPage && (
        <div className="list__more">
          <Button busy={inbox.isFetchingNextPage} onClick={() => inbox.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** A trade is looked at in the cashier, an order on its own page. */
const placeOf = (no: string): string => (no.startsWith('1') ? `/pay/${no}` : `/orders/${no}`)

function Told({ message }: { readonly message: InboxMessage }) {
  const t = useWords()
  const language = useLanguage()
  const title = labelText(message.title, language)
  return (
    <article
      className={message.readAt ? 'card block told' : 'card block told told--new'}
      data-node={message.node}
    >
      <h2>
        {title}
        {!message.readAt && <span className="told__new">{t('inbox.new')}</span>}
      </h2>
      <p>{labelText(message.body, language)}</p>
      <p className="told__foot">
        <time dateTime={message.at} className="quiet">
          {formatTime(message.at, language)}
        </time>
        <Link to={placeOf(message.subjectNo)}>
          {t('inbox.open')}
          <span className="hidden-text"> {message.subjectNo}</span>
        </Link>
      </p>
    </article>
  )
}
