import type { PayingNeeds } from './pages.ts'

const GATEWAY = 'https://gateway.95516.com'

/**
 * What the payer's browser must be allowed to reach beside our own pages. A form may be sent on by its receiver, and a
 * browser checks each step: UnionPay's gateway leads to other hosts of its own domain.
 */
export function payingNeeds(
  channels: readonly string[],
  simulator: string | null,
  unionpay: string = GATEWAY,
): PayingNeeds {
  const has = (name: string) => channels.some((code) => code.split('-')[0] === name)
  if (simulator !== null) return { forms: [simulator], stripe: false }
  const { origin, hostname } = new URL(unionpay)
  const own = hostname.endsWith('.95516.com') ? ['https://*.95516.com'] : []
  return { forms: has('unionpay') ? [origin, ...own] : [], stripe: has('stripe') }
}
