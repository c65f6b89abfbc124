import { BellOutlined } from '@ant-design/icons'
import { Badge as Count } from 'antd'
import { Link } from 'react-router'
import { useResource } from '../parts/ask.ts'
import { useWords } from '../words/index.ts'

export const POLL_MS = 15_000

export const useUnread = () => useResource<{ unread: number }>('/v1/inbox/unread', { everyMs: POLL_MS })

/** How much of the shared inbox nobody has read yet, in the head of every page. */
export function InboxBell() {
  const t = useWords()
  const unread = useUnread().data?.unread ?? 0
  return (
    <Link to="/inbox" aria-label={t('inbox.bell', { count: unread })} className="bell">
      <Count count={unread} size="small" aria-hidden>
        <BellOutlined aria-hidden />
      </Count>
    </Link>
  )
}
