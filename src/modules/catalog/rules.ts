import { sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { mayManage, PRICE_LIMIT } from './decide.ts'
import { nextCatalogVersion } from './store.ts'
import type { DiscountRule } from './types.ts'
import type { CatalogRejection, Editor } from './types-edit.ts'

/** A whole-order discount: fen off when the covered goods reach the threshold, in [startsAt, endsAt). */
export type RuleDraft = Omit<DiscountRule, 'ruleId' | 'version' | 'excludedSpuIds' | 'bearer'> & {
  /** The caller's own name for the rule; a second rule of that code is the same rule. */
  readonly code: string
  readonly excludedSpuIds: readonly number[]
}

type Answer = Promise<Outcome<{ ruleId: number; version: number }, CatalogRejection>>

/** Makes a rule, or changes the one of that code. The bearer is the shop it belongs to, or the platform. */
export const saveDiscountRule = (db: Db, command: { draft: RuleDraft; by: Editor }): Answer =>
  db.transaction().execute((tx) => saveDiscountRuleIn(tx, command))

/** As `saveDiscountRule`, inside the caller's transaction. */
export async function saveDiscountRuleIn(tx: Tx, command: { draft: RuleDraft; by: Editor }): Answer {
  const { draft, by } = command
  if (draft.shopId === null ? by.shopId !== null : !mayManage(by, draft.shopId)) return reject('foreign_shop')
  const catalog = await nextCatalogVersion(tx)
  const owner = await sql<{ shop_id: number | null }>`
    select shop_id from discount_rule where code = ${draft.code}`.execute(tx)
  if (owner.rows[0] && owner.rows[0].shop_id !== draft.shopId) return reject('foreign_shop')
  const amounts = [draft.threshold, draft.amountOff]
  if (!amounts.every(Number.isSafeInteger) || draft.threshold < 0 || draft.amountOff < 1) {
    return reject('amount_out_of_range')
  }
  if (Math.max(...amounts) > PRICE_LIMIT) return reject('amount_out_of_range')
  if (draft.endsAt <= draft.startsAt) return reject('period_invalid', { param: 'endsAt' })
  const { rows } = await sql<{ ruleId: number; version: number }>`
    insert into discount_rule (code, bearer, shop_id, title, title_en, threshold, amount_off, currency,
      starts_at, ends_at, excluded_spu_ids, version, catalog_version)
    values (${draft.code}, ${draft.shopId === null ? 'platform' : 'shop'}, ${draft.shopId}, ${draft.title},
      ${draft.titleEn}, ${draft.threshold}, ${draft.amountOff}, ${draft.currency}, ${draft.startsAt},
      ${draft.endsAt}, ${draft.excludedSpuIds}, 1, ${catalog})
    on conflict (code) do update set title = excluded.title, title_en = excluded.title_en,
      threshold = excluded.threshold, amount_off = excluded.amount_off, currency = excluded.currency,
      starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      excluded_spu_ids = excluded.excluded_spu_ids, version = discount_rule.version + 1,
      catalog_version = excluded.catalog_version
    returning id as "ruleId", version`.execute(tx)
  return accept(present(rows[0], 'saved rule'))
}

/** Ends a rule at `now`; orders that used it keep what they got. */
export const endDiscountRule = (db: Db, command: { ruleId: number; by: Editor; now: Date }): Answer =>
  db.transaction().execute(async (tx) => {
    const { ruleId, by, now } = command
    const catalog = await nextCatalogVersion(tx)
    const found = await sql<{ shop_id: number | null; starts_at: Date; ends_at: Date }>`
      select shop_id, starts_at, ends_at from discount_rule where id = ${ruleId}`.execute(tx)
    const rule = found.rows[0]
    if (!rule) return reject('rule_not_found')
    if (rule.shop_id === null ? by.shopId !== null : !mayManage(by, rule.shop_id))
      return reject('foreign_shop')
    if (now <= rule.starts_at || now >= rule.ends_at) return reject('period_invalid')
    const { rows } = await sql<{ ruleId: number; version: number }>`
      update discount_rule set ends_at = ${now}, version = version + 1, catalog_version = ${catalog}
      where id = ${ruleId} returning id as "ruleId", version`.execute(tx)
    return accept(present(rows[0], 'ended rule'))
  })
