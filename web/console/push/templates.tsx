import { Card, type TableColumnsType } from 'antd'
import type { PushTemplate } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Loaded } from '../parts/page.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'

/** The words of every node as its readers see them, filled with a sample. */
export function Templates() {
  const t = useWords()
  const language = useLanguage()
  const templates = useResource<{ items: PushTemplate[] }>('/v1/push/templates')
  const columns: TableColumnsType<PushTemplate> = [
    { title: t('push.node'), render: (_, { node }) => <code>{node}</code> },
    { title: t('push.reader'), render: (_, { reader }) => t(`push.reader.${reader}` as ConsoleKey) },
    {
      title: t('push.text'),
      render: (_, { sample }) => (
        <span className="goods">
          <strong>{labelText(sample.title, language)}</strong>
          <span>{labelText(sample.body, language)}</span>
        </span>
      ),
    },
    {
      title: t('push.template'),
      render: (_, { template }) => <code>{labelText(template.body, language)}</code>,
    },
  ]
  return (
    <Loaded of={templates}>
      {({ items }) => (
        <Card>
          <Rows<PushTemplate>
            label={t('push.templates')}
            rows={items}
            columns={columns}
            rowKey={({ node, reader }) => `${node} ${reader}`}
          />
        </Card>
      )}
    </Loaded>
  )
}
