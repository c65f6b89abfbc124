import { Card, Flex } from 'antd'
import { Link } from 'react-router'
import { serverNow } from '../../api/client.ts'
import type { WorkQueue } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { Loaded, Page } from '../parts/page.tsx'
import { Due, When } from '../parts/when.tsx'
import { useIsPlatform, useMay, useSession } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { LedgerCard } from './ledger-card.tsx'

/** What waits for people, as cards: a number that is the length of the list behind it, its oldest, its deadline. */
export function HomePage() {
  const t = useWords()
  const may = useMay()
  const isPlatform = useIsPlatform()
  const { name } = useSession()
  const queues = useResource<{ queues: WorkQueue[] }>('/v1/console/work-queue', {
    everyMs: 10_000,
    when: may('work_queue.read'),
  })
  return (
    <Page title={t('home.title')} lead={t('home.lead', { name: name ?? '' })}>
      {may('work_queue.read') ? (
        <Loaded of={queues}>{(answer) => <Queues queues={answer.queues} />}</Loaded>
      ) : null}
      {may('ledger.read') && isPlatform ? <LedgerCard /> : null}
    </Page>
  )
}

function Queues({ queues }: { queues: WorkQueue[] }) {
  const t = useWords()
  const total = queues.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <p role="status" className="queue-total">
        {total === 0 ? t('home.nothing') : t('home.waiting', { count: total })}
      </p>
      {[queues.filter(({ count }) => count > 0).toSorted(byNeed), queues.filter(({ count }) => count === 0)]
        .filter((some) => some.length > 0)
        .map((some) => (
          <ul key={some[0]?.code} className={some[0]?.count ? 'queue-grid' : 'queue-grid queue-grid-clear'}>
            {some.map((queue) => (
              <li key={queue.code}>
                <QueueCard queue={queue} />
              </li>
            ))}
          </ul>
        ))}
    </>
  )
}

/** The earliest deadline before all; where nothing waits, the server's order stays and little room is taken. */
const byNeed = (a: WorkQueue, b: WorkQueue): number =>
  (a.deadlineAt ?? '9').localeCompare(b.deadlineAt ?? '9')

function QueueCard({ queue }: { queue: WorkQueue }) {
  const t = useWords()
  const language = useLanguage()
  const over = queue.deadlineAt !== null && Date.parse(queue.deadlineAt) < serverNow()
  const tone =
    queue.count === 0
      ? 'queue-card queue-card-clear'
      : over
        ? 'queue-card queue-card-over'
        : 'queue-card queue-card-open'
  return (
    <Link to={`/queue/${queue.code}`} className="queue-link" data-queue={queue.code} data-count={queue.count}>
      <Card className={tone} hoverable>
        <h2>{labelText(queue.title, language)}</h2>
        <span className="queue-count">{queue.count}</span>
        {queue.count === 0 ? null : (
          <Flex vertical gap={2} className="queue-times">
            <span>
              <span className="quiet">{t('home.oldest')}</span> <When at={queue.oldestAt} />
            </span>
            <span>
              <span className="quiet">{t('home.deadline')}</span> <Due at={queue.deadlineAt} />
            </span>
          </Flex>
        )}
      </Card>
    </Link>
  )
}
