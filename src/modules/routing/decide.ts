import { channelOfAccount } from '../../kernel/account-code.ts'
import { type Amount, percentage } from '../../kernel/money.ts'
import type { AccountCode, Asked, Candidate, Choice, FeeRule, RoutingRule } from './types.ts'

/** How an account does at this moment, between 0 and 1; `isBroken`: the breaker is open. */
export type Standing = { readonly successRate: number; readonly isBroken: boolean }

/** Of its candidates, the accounts at the channel that the payer chose. */
const thereOf = ({ candidates }: RoutingRule, { channel }: Asked): readonly Candidate[] =>
  candidates.filter(({ account }) => channelOfAccount(account) === channel)

const fits = (rule: RoutingRule, asked: Asked): boolean =>
  rule.enabled &&
  thereOf(rule, asked).length > 0 &&
  (rule.channel === null || rule.channel === asked.channel) &&
  (rule.method === null || rule.method === asked.method) &&
  (rule.currency === null || rule.currency === asked.currency) &&
  (rule.scene === null || rule.scene === asked.scene) &&
  (rule.shopId === null || asked.shopIds.every((shopId) => shopId === rule.shopId)) &&
  (rule.minAmount === null || asked.amount >= rule.minAmount) &&
  (rule.maxAmount === null || asked.amount <= rule.maxAmount)

/**
 * The accounts that may take a payment, the best first; empty when none can. The first rule that fits names them;
 * without one, the account that has the channel's own name. A payer is never taken to another channel than he
 * chose. Each is taken as often as its weight, times how well it does, says beside the others; `draw` in [0, 1)
 * decides, so the same draw gives the same order. An account whose breaker is open comes last: where every other is
 * gone, a broken one is better than none.
 */
export function route({ rules, offers: all, excluded }: Choice, asked: Asked, draw: number): AccountCode[] {
  const byAccount = new Map(all.map((offer) => [offer.account, offer]))
  const offers = (account: AccountCode): boolean =>
    !excluded.includes(account) && byAccount.get(account)?.currencies.includes(asked.currency) === true
  const standingOf = (account: AccountCode): Standing => byAccount.get(account)!
  const rule = rules.find((one) => fits(one, asked))
  const named = rule ? thereOf(rule, asked) : [{ account: asked.channel, weight: 1 }]
  const able = named.filter(({ account, weight }) => weight > 0 && offers(account))
  const sound = able.filter(({ account }) => !standingOf(account).isBroken)
  const broken = able.filter(({ account }) => standingOf(account).isBroken)
  return [...drawn(sound, standingOf, draw), ...drawn(broken, standingOf, draw)]
}

/** No account is forgotten for doing badly: else nobody would see it recover. */
const LEAST_SHARE = 0.05

function drawn(
  candidates: readonly Candidate[],
  standingOf: (account: AccountCode) => Standing,
  draw: number,
): AccountCode[] {
  const left = candidates.map(({ account, weight }) => ({
    account,
    share: weight * Math.max(standingOf(account).successRate, LEAST_SHARE),
  }))
  const order: AccountCode[] = []
  while (left.length > 0) {
    let at = draw * left.reduce((sum, { share }) => sum + share, 0)
    const found = left.findIndex(({ share }) => {
      at -= share
      return at < 0
    })
    order.push(...left.splice(found < 0 ? left.length - 1 : found, 1).map(({ account }) => account))
  }
  return order
}

/** A number in [0, 1) that is always the same for the same attempt, and spreads over attempts (FNV-1a). */
export function drawOf(attemptNo: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < attemptNo.length; i++) hash = Math.imul(hash ^ attemptNo.charCodeAt(i), 0x01000193)
  return (hash >>> 0) / 2 ** 32
}

/** The fee rule of a payment at a time: one of the method before one of the whole account, the latest before others. */
export function feeRuleOf(
  rules: readonly FeeRule[],
  paid: {
    readonly channel: AccountCode
    readonly method: string
    readonly currency: string
    readonly at: Date
  },
): FeeRule | undefined {
  const valid = rules.filter(
    (rule) =>
      rule.channel === paid.channel &&
      rule.currency === paid.currency &&
      rule.validFrom <= paid.at &&
      (rule.method === null || rule.method === paid.method),
  )
  const rank = (rule: FeeRule): number => (rule.method === null ? 0 : 1)
  return valid.sort((a, b) => rank(b) - rank(a) || b.validFrom.getTime() - a.validFrom.getTime())[0]
}

/** What the channel is expected to keep: rounded half up to the minor unit, never more than was paid. */
export function feeOf(rule: FeeRule, amount: Amount): Amount {
  const fee = percentage(amount, rule.bps, 'half_up') + rule.fixed
  return Math.min(Math.max(fee, rule.minFee), rule.maxFee ?? amount, amount)
}
