import { type Static, Type } from 'typebox'
import { hasFamily, needAll } from './channel-keys/pem.ts'
import { text } from './variable.ts'

/** The bank account that buyers transfer to 线下转账. */
export const offlineVariables = {
  OFFLINE_BANK: text('the bank and branch of the account that buyers transfer to; left out: no transfers'),
  OFFLINE_ACCOUNT_NAME: text('whose account it is, as the bank writes it'),
  OFFLINE_ACCOUNT_NO: text('its number', { pattern: '^[0-9A-Za-z -]{6,40}$' }),
}

const shape = Type.Object(offlineVariables)
type Values = Static<typeof shape>

export type OfflineKeys = { readonly bank: string; readonly accountName: string; readonly accountNo: string }

const FAMILY = 'OFFLINE_'

/** All of the account or none of it: half an account would send money nowhere. */
export const readOfflineKeys = (values: Values, problems: string[]): OfflineKeys | undefined => {
  if (!hasFamily(values, FAMILY)) return undefined
  needAll(values, ['OFFLINE_BANK', 'OFFLINE_ACCOUNT_NAME', 'OFFLINE_ACCOUNT_NO'], FAMILY, problems)
  const {
    OFFLINE_BANK: bank = '',
    OFFLINE_ACCOUNT_NAME: accountName = '',
    OFFLINE_ACCOUNT_NO: accountNo = '',
  } = values
  return { bank, accountName, accountNo }
}

/** Where the demo's buyers would transfer to: nobody's account. */
export const DEMO_ACCOUNT: OfflineKeys = {
  bank: '示例银行杭州分行',
  accountName: '通宝示例商户有限公司',
  accountNo: '0000 0000 0000 0000',
}
