import { Button, Result } from 'antd'
import { Link } from 'react-router'
import { useWords } from '../words/index.ts'

export function NotFoundPage() {
  const t = useWords()
  return (
    <Result
      status="info"
      title={<h1 className="lost">{t('not_found.title')}</h1>}
      extra={
        <Link to="/">
          <Button type="primary">{t('not_found.home')}</Button>
        </Link>
      }
    />
  )
}
