import { CopyOutlined } from '@ant-design/icons'
import { App } from 'antd'
import { Link } from 'react-router'
import { groupNumber } from '../../ui/numbers.ts'
import { useUiWords } from '../../ui/words/index.ts'

/** A business number in groups, to be read aloud, opened and copied whole. */
export function No({ no, to }: { no: string; to?: string | undefined }) {
  const { message } = App.useApp()
  const ui = useUiWords()
  const copy = async () => {
    // Without a secure context there is no clipboard: the number stays selectable text.
    const copied = await navigator.clipboard?.writeText(no).then(
      () => true,
      () => false,
    )
    if (copied) message.success(ui('copied'))
  }
  const groups = groupNumber(no).map((group, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one number never move
    <span key={index}>{group}</span>
  ))
  return (
    <span className="no">
      {to ? (
        <Link to={to} className="no-digits" title={no} aria-label={no}>
          {groups}
        </Link>
      ) : (
        <span className="no-digits" title={no}>
          {groups}
        </span>
      )}
      <button type="button" className="no-copy" aria-label={ui('number.copy', { no })} onClick={copy}>
        <CopyOutlined aria-hidden />
      </button>
    </span>
  )
}

/** Where the page of a number is, by the kind in its first digit; null when the console has no page for it. */
export function pageOfNumber(no: string): string | null {
  const kind = /^\d{22}$/.test(no) ? no[0] : null
  if (kind === '1') return `/payments/${no}`
  if (kind === '2') return `/orders/${no}`
  if (kind === '0') return `/disputes/${no}`
  if (kind === '4') return `/refunds/${no}`
  if (kind === '7') return `/ledger/journals/${no}`
  return null
}
