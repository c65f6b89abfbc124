import { expect, it } from 'vitest'
import { DEFAULT_TERMS, judgeTerms, type PlanTerms, type Terms } from './terms.ts'

const part = (bps: number, afterDays: number) => ({ bps, afterDays })
const deposit: PlanTerms = {
  name: 'deposit',
  title: { zh: '定金', en: 'Deposit' },
  parts: [part(2_000, 0), part(8_000, 7)],
  from: 1,
  keepsDeposit: true,
}
const withPlans = (...plans: PlanTerms[]): Terms => ({ ...DEFAULT_TERMS.hotel, plans })

it.each([
  ['the terms that retail has at first', DEFAULT_TERMS.retail, null],
  ['the terms that hotels have at first', DEFAULT_TERMS.hotel, null],
  ['no plan at all', withPlans(), null],
  ['a deposit and the rest', withPlans(deposit), null],
  [
    'parts that make less',
    withPlans({ ...deposit, parts: [part(2_000, 0), part(7_999, 7)] }),
    'plan_not_whole',
  ],
  [
    'parts that make more',
    withPlans({ ...deposit, parts: [part(2_000, 0), part(8_001, 7)] }),
    'plan_not_whole',
  ],
  [
    'a first part that is not due at once',
    withPlans({ ...deposit, parts: [part(2_000, 1), part(8_000, 7)] }),
    'plan_days_out_of_order',
  ],
  [
    'two parts on one day',
    withPlans({ ...deposit, parts: [part(2_000, 0), part(4_000, 7), part(4_000, 7)] }),
    'plan_days_out_of_order',
  ],
  [
    'a part before the one before it',
    withPlans({ ...deposit, parts: [part(2_000, 0), part(4_000, 30), part(4_000, 7)] }),
    'plan_days_out_of_order',
  ],
  ['two plans of one name', withPlans(deposit, { ...deposit, from: 500 }), 'plan_name_taken'],
])('[N16] terms with %s', (_, terms, code) => {
  const judged = judgeTerms(terms)
  expect(judged.ok ? null : judged.rejection.code).toBe(code)
})
