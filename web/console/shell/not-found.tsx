import { Button, Result } from 'antd'
import { Link } from 'react-router'
import { useWords } from '../words/index.ts'

export function NotFoundPage() {
  const t = useWords()
  return (
    <Result
      status="info"
      title={t('not_found.title')}
      extra={
        <Link to="/">
          <Button type="primary">{t('not_found.home')}</Button>
        </Link>
      }
    />
  )
}
