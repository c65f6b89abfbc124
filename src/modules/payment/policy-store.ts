import { sql } from 'kysely'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db, Tx } from '../../platform/db.ts'
import {
  DEFAULT_SETTINGS,
  type PaymentPolicies,
  type PaymentScene,
  type PaymentSettings,
  policiesOf,
  SETTING_NAMES,
  type SettingName,
  type TermsAt,
} from './policy.ts'
import { judgeTerms, type Terms } from './terms.ts'
import type { PaymentRejection } from './types.ts'

/** One version of a setting: who made it, when and why. Version 0 is what the product brings along. */
export type SettingVersion<N extends SettingName = SettingName> = {
  readonly name: N
  readonly version: number
  readonly value: PaymentSettings[N]
  readonly changedBy: string | null
  readonly reason: string | null
  readonly changedAt: Date | null
}

export type PolicyCache = PaymentPolicies & {
  /** Reads the newest versions; afterwards every change committed before the call is seen. */
  readonly refresh: () => Promise<void>
}

/** The newest version of every setting. */
export async function currentSettings(db: Db): Promise<SettingVersion[]> {
  const { rows } = await sql<SettingVersion>`
    select distinct on (name) name, version, value, changed_by as "changedBy", reason, changed_at as "changedAt"
    from payment_setting order by name, version desc`.execute(db)
  return SETTING_NAMES.map((name) => {
    const kept = rows.find((row) => row.name === name)
    const initial = { name, version: 0, changedBy: null, reason: null, changedAt: null }
    // What a later release adds to a setting has its default until somebody saves it.
    return { ...initial, ...kept, value: { ...DEFAULT_SETTINGS[name], ...kept?.value } }
  })
}

/** The settings in memory, as the catalog is: what decides a payment is looked up without a query. */
export async function openPolicies(db: Db): Promise<PolicyCache> {
  let policies = policiesOf(DEFAULT_SETTINGS)
  const refresh = async (): Promise<void> => {
    const [settings, terms] = [await currentSettings(db), await readTerms(db)]
    const named = Object.fromEntries(settings.map(({ name, value }) => [name, value])) as never
    policies = { ...policiesOf(named), terms }
  }
  await refresh()
  return {
    plan: (scene) => policies.plan(scene),
    points: () => policies.points(),
    adjustment: () => policies.adjustment(),
    terms: (scene, at) => policies.terms(scene, at),
    refresh,
  }
}

type TermsVersion = { readonly name: string; readonly value: Terms; readonly changedAt: Date }

/**
 * Every version of the terms, which are few: which one a trade lives under is read from the day it was placed, so
 * nothing has to be copied to it, and a later version changes nothing for it.
 */
async function readTerms(db: Db): Promise<TermsAt> {
  const { rows } = await sql<TermsVersion>`
    select name, value, changed_at as "changedAt" from payment_setting
    where name in ('terms.retail', 'terms.hotel') order by name, version desc`.execute(db)
  return (scene: PaymentScene, at: Date): Terms => {
    const name = `terms.${scene}` as const
    const held = rows.find((row) => row.name === name && row.changedAt <= at)
    return { ...DEFAULT_SETTINGS[name], ...held?.value }
  }
}

export type ChangeSetting = {
  readonly name: SettingName
  readonly value: PaymentSettings[SettingName]
  /** The version the change was made from: a change from an older one is refused. */
  readonly version: number
  readonly changedBy: string
  readonly reason: string
  readonly now: Date
}

/** Writes the next version; nothing is ever overwritten. Payments that are open keep what they were opened with. */
export async function changeSetting(
  db: Db | Tx,
  { name, value, version, changedBy, reason, now }: ChangeSetting,
): Promise<Outcome<{ version: number }, PaymentRejection>> {
  if ('plans' in value) {
    const judged = judgeTerms(value)
    if (!judged.ok) return judged
  }
  const next = version + 1
  const { rows } = await sql<{ version: number }>`
    insert into payment_setting (name, version, value, changed_by, reason, changed_at)
    select ${name}, ${next}, ${JSON.stringify(value)}::jsonb, ${changedBy}, ${reason}, ${now}
    where ${version} = coalesce((select max(version) from payment_setting where name = ${name}), 0)
    on conflict do nothing returning version`.execute(db)
  return rows[0] ? accept({ version: next }) : reject('setting_changed', { param: 'version' })
}

export async function settingHistory(db: Db, name: SettingName): Promise<SettingVersion[]> {
  const { rows } = await sql<SettingVersion>`
    select name, version, value, changed_by as "changedBy", reason, changed_at as "changedAt"
    from payment_setting where name = ${name} order by version desc limit 100`.execute(db)
  return rows
}
