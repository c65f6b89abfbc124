import type { Account } from '../../api/staff-nouns.ts'
import { useLanguage, wording } from '../../ui/language.ts'
import { useChannelName } from '../parts/channel.tsx'
import { useWords } from '../words/index.ts'

type Owned = Pick<Account, 'ownerType' | 'ownerId' | 'ownerName' | 'ownerNameEn' | 'purpose'>

/** Whose an account is, in words, and the code of what it is for, as the books and the API have it. */
export function Owner({ of }: { of: Owned }) {
  const t = useWords()
  const language = useLanguage()
  const channelName = useChannelName()
  const names = {
    channel: () => channelName(of.ownerId),
    platform: () => t('ledger.platform'),
    shop: () => wording(of, 'ownerName', language),
    member: () => of.ownerName,
  }
  return (
    <span className="quiet">
      <span title={of.ownerId}>{names[of.ownerType]()}</span> · {of.purpose}
    </span>
  )
}
