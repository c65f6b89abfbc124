import type { Refund } from './types.ts'

/** 取当前退款单的退款入账方: the bank and the end of its number, or the merchant's own account. */
export function receivedBy({ redirect, status }: Refund): { channel: string; user_received_account: string } {
  if (!redirect || status === 'ABNORMAL')
    return { channel: 'ORIGINAL', user_received_account: '支付用户零钱' }
  return redirect.type === 'MERCHANT_BANK_CARD'
    ? { channel: 'OTHER_BANKCARD', user_received_account: '商户结算银行账户' }
    : {
        channel: 'OTHER_BANKCARD',
        user_received_account: `${redirect.bank.replace('_DEBIT', '')}借记卡${redirect.account.slice(-4)}`,
      }
}
