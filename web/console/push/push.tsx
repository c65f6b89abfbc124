import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'
import { useIsPlatform } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { PushMessages } from './messages.tsx'
import { Switches } from './switches.tsx'
import { Templates } from './templates.tsx'
import { Times } from './times.tsx'

/** Who is told what, over which way, in which words, and what became of each message (row K1). */
export function PushPage() {
  const t = useWords()
  const isPlatform = useIsPlatform()
  const [params, setParams] = useSearchParams()
  const messages = { key: 'messages', label: t('push.messages'), children: <PushMessages /> }
  const items = isPlatform
    ? [
        { key: 'switches', label: t('push.switches'), children: <Switches /> },
        messages,
        { key: 'templates', label: t('push.templates'), children: <Templates /> },
        { key: 'times', label: t('push.times'), children: <Times /> },
      ]
    : [messages]
  return (
    <Page title={t('menu.push')} lead={t('push.lead')}>
      <Tabs
        activeKey={params.get('tab') ?? items[0]!.key}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={items}
      />
    </Page>
  )
}
