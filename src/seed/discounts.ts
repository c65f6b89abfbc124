import { after, DAY } from '../kernel/clock.ts'
import type { RuleDraft } from '../modules/catalog/index.ts'

/** Long enough for the demo's past year. */
const STARTED = -400 * DAY
const ENDS = 365 * DAY

type DemoRule = Pick<RuleDraft, 'code' | 'title' | 'titleEn' | 'threshold' | 'amountOff'> & {
  readonly shop: string | null
  /** Codes of goods that neither count nor are discounted. */
  readonly without: readonly string[]
  readonly starts: number
  readonly ends: number
}

const RULES: readonly DemoRule[] = [
  {
    code: 'demo-shanlan-200',
    shop: 'shanlan',
    title: '山岚集满200减20',
    titleEn: 'Shanlan: 20 off 200',
    threshold: 20_000,
    amountOff: 2_000,
    without: ['tea-10'],
    starts: STARTED,
    ends: ENDS,
  },
  {
    code: 'demo-yejing-300',
    shop: 'yejing',
    title: '野径满300减40',
    titleEn: 'Wildpath: 40 off 300',
    threshold: 30_000,
    amountOff: 4_000,
    without: ['ride-02', 'device-08'],
    starts: STARTED,
    ends: ENDS,
  },
  {
    code: 'demo-platform-500',
    shop: null,
    title: '通宝跨店满500减50',
    titleEn: 'Tongbao: 50 off 500 across shops',
    threshold: 50_000,
    amountOff: 5_000,
    without: [],
    starts: STARTED,
    ends: ENDS,
  },
  {
    code: 'demo-platform-spring',
    shop: null,
    title: '春日节满1000减120',
    titleEn: 'Spring festival: 120 off 1000',
    threshold: 100_000,
    amountOff: 12_000,
    without: [],
    starts: 60 * DAY,
    ends: 74 * DAY,
  },
]

/** The discount rules of the demo around `now`. */
export function demoRules(
  now: Date,
  ids: { shops: ReadonlyMap<string, number>; products: ReadonlyMap<string, number> },
): RuleDraft[] {
  return RULES.map(({ shop, without, starts, ends, ...rule }) => ({
    ...rule,
    shopId: shop === null ? null : (ids.shops.get(shop) ?? null),
    currency: 'CNY',
    startsAt: after(now, starts),
    endsAt: after(now, ends),
    excludedSpuIds: without.flatMap((code) => ids.products.get(code) ?? []),
  }))
}
