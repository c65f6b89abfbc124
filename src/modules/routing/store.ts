import { sql } from 'kysely'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type FeeDraft, judgeFee, judgeRule, type RoutingRuleDraft } from './judge.ts'
import type { FeeRule, OpenAccount, RoutingRejection, RoutingRule } from './types.ts'

type Edit = { readonly by: string; readonly now: Date; readonly accounts: readonly OpenAccount[] }

/** Makes a rule, or changes the one of `known` if it still has that version. */
export async function saveRoutingRule(
  tx: Tx,
  draft: RoutingRuleDraft,
  known: { readonly ruleId: number; readonly version: number } | null,
  { by, now, accounts }: Edit,
): Promise<Outcome<RoutingRule, RoutingRejection>> {
  const judged = judgeRule(draft, accounts)
  if (!judged.ok) return judged
  const codes = draft.candidates.map(({ account }) => account)
  const weights = draft.candidates.map(({ weight }) => weight)
  const { priority, title, channel, method, currency, scene, shopId, minAmount, maxAmount, enabled } = draft
  const { rows } = known
    ? await sql<RuleRow>`
          update routing_rule set priority = ${priority}, title = ${title}, channel = ${channel}, method = ${method},
            currency = ${currency}, scene = ${scene}, shop_id = ${shopId}, min_amount = ${minAmount},
            max_amount = ${maxAmount}, accounts = ${texts(codes)}::text[], weights = ${ints(weights)}::int[],
            enabled = ${enabled}, version = version + 1, updated_by = ${by}, updated_at = ${now}
          where id = ${known.ruleId} and version = ${known.version} returning *`.execute(tx)
    : await sql<RuleRow>`
          insert into routing_rule (priority, title, channel, method, currency, scene, shop_id, min_amount, max_amount,
            accounts, weights, enabled, updated_by, updated_at)
          values (${priority}, ${title}, ${channel}, ${method}, ${currency}, ${scene}, ${shopId}, ${minAmount},
            ${maxAmount}, ${texts(codes)}::text[], ${ints(weights)}::int[], ${enabled}, ${by}, ${now})
          returning *`.execute(tx)
  if (!rows[0]) return reject((await exists(tx, known!.ruleId)) ? 'rule_changed' : 'not_found')
  await nextVersion(tx)
  return accept(ruleOf(rows[0]))
}

const exists = async (tx: Tx, ruleId: number): Promise<boolean> => {
  const { rows } = await sql`select from routing_rule where id = ${ruleId}`.execute(tx)
  return rows.length > 0
}

export async function deleteRoutingRule(tx: Tx, ruleId: number): Promise<Outcome<null, RoutingRejection>> {
  const { rows } = await sql`delete from routing_rule where id = ${ruleId} returning id`.execute(tx)
  if (rows.length === 0) return reject('not_found')
  await nextVersion(tx)
  return accept(null)
}

/** A fee from a time on. What was agreed earlier stays: a payment keeps the fee of its day. */
export async function addFee(
  tx: Tx,
  draft: FeeDraft,
  { by, now, accounts }: Edit,
): Promise<Outcome<FeeRule, RoutingRejection>> {
  const judged = judgeFee(draft, accounts)
  if (!judged.ok) return judged
  const { channel, method, currency, bps, fixed, minFee, maxFee, isReturned, validFrom } = draft
  const { rows } = await sql<FeeRow>`
      insert into channel_fee (channel, method, currency, bps, fixed, min_fee, max_fee, is_returned, valid_from,
        updated_by, updated_at)
      values (${channel}, ${method}, ${currency}, ${bps}, ${fixed}, ${minFee}, ${maxFee}, ${isReturned}, ${validFrom},
        ${by}, ${now})
      on conflict do nothing returning *`.execute(tx)
  if (!rows[0]) return reject('fee_exists', { param: 'validFrom' })
  await nextVersion(tx)
  return accept(feeRuleFrom(rows[0]))
}

const nextVersion = (tx: Tx) => sql`update routing_version set version = version + 1`.execute(tx)

type RuleRow = {
  id: number
  priority: number
  title: string
  channel: string | null
  method: string | null
  currency: string | null
  scene: string | null
  shop_id: number | null
  min_amount: number | null
  max_amount: number | null
  accounts: string[]
  weights: number[]
  enabled: boolean
  version: number
}

type FeeRow = {
  id: number
  channel: string
  method: string | null
  currency: string
  bps: number
  fixed: number
  min_fee: number
  max_fee: number | null
  is_returned: boolean
  valid_from: Date
}

const ruleOf = (row: RuleRow): RoutingRule => ({
  ruleId: row.id,
  priority: row.priority,
  title: row.title,
  channel: row.channel,
  method: row.method,
  currency: row.currency,
  scene: row.scene,
  shopId: row.shop_id,
  minAmount: row.min_amount,
  maxAmount: row.max_amount,
  candidates: row.accounts.map((account, i) => ({ account, weight: row.weights[i]! })),
  enabled: row.enabled,
  version: row.version,
})

const feeRuleFrom = (row: FeeRow): FeeRule => ({
  feeId: row.id,
  channel: row.channel,
  method: row.method,
  currency: row.currency,
  bps: row.bps,
  fixed: row.fixed,
  minFee: row.min_fee,
  maxFee: row.max_fee,
  isReturned: row.is_returned,
  validFrom: row.valid_from,
})

export type Loaded = { readonly version: number; readonly rules: RoutingRule[]; readonly fees: FeeRule[] }

/** Everything, in the order in which rules are tried. */
export async function loadRouting(db: Db): Promise<Loaded> {
  const version = await sql<{ version: number }>`select version from routing_version`.execute(db)
  const rules = await sql<RuleRow>`select * from routing_rule order by priority, id`.execute(db)
  const fees = await sql<FeeRow>`select * from channel_fee order by id`.execute(db)
  return {
    version: version.rows[0]?.version ?? 0,
    rules: rules.rows.map(ruleOf),
    fees: fees.rows.map(feeRuleFrom),
  }
}

export async function routingVersion(db: Db): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version from routing_version`.execute(db)
  return rows[0]?.version ?? 0
}
