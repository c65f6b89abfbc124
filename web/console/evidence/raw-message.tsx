import { DownloadOutlined } from '@ant-design/icons'
import { Button, Card, Tabs } from 'antd'
import type { EvidenceView } from '../../api/staff-nouns.ts'
import { Raw } from '../parts/raw.tsx'
import { useWords } from '../words/index.ts'
import { bytesOf, type Field, fieldsOf } from './fields.ts'

/** The message field by field, and as it came; its digest is of the bytes before anything was masked. */
export function RawMessage({ of }: { of: EvidenceView }) {
  const t = useWords()
  const fields = fieldsOf(of.body)
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([bytesOf(of.body)]))
    link.download = `evidence-${of.id}.txt`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <Card
      title={t('evidence.raw')}
      extra={
        <Button size="small" icon={<DownloadOutlined />} onClick={save}>
          {t('evidence.download')}
        </Button>
      }
    >
      <Tabs
        size="small"
        items={[
          ...(fields
            ? [{ key: 'fields', label: t('evidence.fields'), children: <FieldRows fields={fields} /> }]
            : []),
          {
            key: 'body',
            label: t('evidence.body'),
            children: <Raw value={of.body} label={t('evidence.body')} />,
          },
          {
            key: 'headers',
            label: t('evidence.headers'),
            children: <Raw value={of.headers} label={t('evidence.headers')} />,
          },
        ]}
      />
      <p className="digest">
        <span>{t('evidence.bytes', { count: of.bodyBytes })}</span>
        {of.isMasked ? <span>{t('evidence.masked')}</span> : null}
        <span>
          {t('evidence.digest')} <code>{of.bodySha256}</code>
        </span>
      </p>
    </Card>
  )
}

function FieldRows({ fields }: { fields: readonly Field[] }) {
  return (
    <dl className="fields">
      {fields.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
