import type { Account } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Owner } from './owner.tsx'

/** What an account is for and whose it is. */
export function AccountName({ account }: { account: Account }) {
  const language = useLanguage()
  return (
    <span className="goods">
      <span>{labelText(account.label, language)}</span>
      <Owner of={account} />
    </span>
  )
}
