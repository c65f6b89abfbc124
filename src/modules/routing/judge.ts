import { channelOfAccount } from '../../kernel/account-code.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { FeeRule, OpenAccount, RoutingRejection, RoutingRule } from './types.ts'

export type RoutingRuleDraft = Omit<RoutingRule, 'ruleId' | 'version'>
export type FeeDraft = Omit<FeeRule, 'feeId'>

const isUpsideDown = (low: number | null, high: number | null): boolean =>
  low !== null && high !== null && high < low

type Wanted = Pick<RoutingRule, 'method' | 'currency'>

const takes = ({ methods, currencies }: OpenAccount, { method, currency }: Wanted): boolean =>
  (method === null || methods.includes(method)) && (currency === null || currencies.includes(currency))

/** Whether a rule may stand: it names only what is open, and no account that could never take what fits it. */
export function judgeRule(
  { channel, method, currency, minAmount, maxAmount, candidates }: RoutingRuleDraft,
  accounts: readonly OpenAccount[],
): Outcome<undefined, RoutingRejection> {
  const isChannel = (code: string) => accounts.some(({ account }) => channelOfAccount(account) === code)
  if (channel !== null && !isChannel(channel)) return reject('account_unknown', { param: 'channel' })
  for (const [at, candidate] of candidates.entries()) {
    const param = `candidates/${at}/account`
    const account = accounts.find((one) => one.account === candidate.account)
    if (!account) return reject('account_unknown', { param })
    const isElsewhere = channel !== null && channelOfAccount(candidate.account) !== channel
    if (isElsewhere || !takes(account, { method, currency })) return reject('account_unfit', { param })
  }
  return isUpsideDown(minAmount, maxAmount)
    ? reject('range_upside_down', { param: 'maxAmount' })
    : accept(undefined)
}

/** Whether a fee may be agreed: of an account that is open, for what it takes. */
export function judgeFee(
  { channel, method, currency, minFee, maxFee }: FeeDraft,
  accounts: readonly OpenAccount[],
): Outcome<undefined, RoutingRejection> {
  const account = accounts.find((one) => one.account === channel)
  if (!account) return reject('account_unknown', { param: 'channel' })
  if (!takes(account, { method, currency: null })) return reject('account_unfit', { param: 'method' })
  if (!takes(account, { method: null, currency })) return reject('account_unfit', { param: 'currency' })
  return isUpsideDown(minFee, maxFee) ? reject('range_upside_down', { param: 'maxFee' }) : accept(undefined)
}
