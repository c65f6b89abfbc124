import { labelText, useLanguage } from '../../ui/language.ts'
import type { Account } from './ledger.ts'

/** What an account is for and whose it is. */
export function AccountName({ account }: { account: Account }) {
  const language = useLanguage()
  return (
    <span className="goods">
      <span>{account.label ? labelText(account.label, language) : account.purpose}</span>
      <span className="quiet">
        {account.ownerName ?? `${account.ownerType} ${account.ownerId}`} · {account.purpose}
      </span>
    </span>
  )
}
