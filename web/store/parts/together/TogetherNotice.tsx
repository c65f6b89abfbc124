import { Link } from 'react-router'
import { useWords } from '../../words/index.ts'

/** In the cashier of one trade: it is being paid at once with others, which ends when it is paid alone. */
export function TogetherNotice({ no }: { readonly no: string }) {
  const t = useWords()
  return (
    <div className="begun" role="status">
      <p>
        <strong>{t('together.open')}</strong>
      </p>
      <p>{t('together.open.note')}</p>
      <Link to={`/pay-together/${no}`} className="button button--s">
        {t('pay.open.go')}
      </Link>
    </div>
  )
}
