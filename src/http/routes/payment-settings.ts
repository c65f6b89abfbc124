import { actorOf } from '../../modules/account/index.ts'
import {
  changeSetting,
  currentSettings,
  type PaymentSettings,
  type SettingName,
  settingHistory,
} from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import { ByName, Setting, SettingBody } from '../schemas/payment-settings.ts'
import { answers, List } from '../schemas/shapes.ts'

const tags = ['payment-settings']
const READ: Access = { callers: ['staff'], permission: 'payment.read', ownership: 'platform' }
const WRITE: Access = { callers: ['staff'], permission: 'payment_setting.write', ownership: 'platform' }

const TITLES: Readonly<Record<SettingName, { readonly zh: string; readonly en: string }>> = {
  'plan.retail': { zh: '零售支付方案', en: 'How retail is paid' },
  'plan.hotel': { zh: '酒店支付方案', en: 'How hotels are paid' },
  'terms.retail': { zh: '零售付款条件', en: 'What retail offers' },
  'terms.hotel': { zh: '酒店付款条件', en: 'What hotels offer' },
  points: { zh: '积分抵扣规则', en: 'What points are worth' },
  adjustment: { zh: '人工调账限额', en: 'The most of a change by hand' },
}
const named = <T extends { readonly name: SettingName }>(one: T) => ({ ...one, title: TITLES[one.name] })

/** A field that only settings of this kind have. */
const MARKS: Readonly<Record<SettingName, string>> = {
  'plan.retail': 'isOneAtATime',
  'plan.hotel': 'isOneAtATime',
  'terms.retail': 'capturesOn',
  'terms.hotel': 'capturesOn',
  points: 'pointsPerYuan',
  adjustment: 'mostMoney',
}

/** Whether a value is of the kind that its name asks for. */
const fits = (name: SettingName, value: object): boolean => MARKS[name] in value

/**
 * Plans one and two and the terms per kind of business, and the worth of points: versions, each with who, when and why.
 */
export const paymentSettingRoutes = (app: App, { db, clock, policies }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/payment-settings',
    config: { access: READ },
    schema: {
      tags,
      summary: 'How payments may be made, as it holds now',
      response: answers(200, List(Setting)),
    },
    handler: async () => ({ items: (await currentSettings(db)).map(named) }),
  })

  app.route({
    method: 'GET',
    url: '/v1/payment-settings/:name/versions',
    config: { access: READ },
    schema: {
      tags,
      summary: 'What a setting has been, newest first',
      params: ByName,
      response: answers(200, List(Setting)),
    },
    handler: async (request) => ({ items: (await settingHistory(db, request.params.name)).map(named) }),
  })

  app.route({
    method: 'PUT',
    url: '/v1/payment-settings/:name',
    config: { access: WRITE },
    schema: {
      tags,
      summary:
        'Change a setting; open payments keep what they were opened with, placed trades the terms of that day',
      params: ByName,
      body: SettingBody,
      response: answers(200, Setting),
    },
    handler: async (request, reply) => {
      const { name } = request.params
      const { value, version, reason } = request.body
      if (!fits(name, value)) return refuse(reply, { code: 'invalid_field', param: 'value' })
      const now = clock.now()
      const changedBy = actorOf(staffOf(request))
      const change = { name, value: value as PaymentSettings[SettingName], version, changedBy, reason, now }
      const done = await once(db, 'payment_setting.change', { ...commandKey(request), now }, (tx) =>
        changeSetting(tx, change),
      )
      if (!done.ok) return refuse(reply, done.rejection)
      await policies.refresh()
      return named({ ...change, version: done.value.version, changedAt: now })
    },
  })
}
