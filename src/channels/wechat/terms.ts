import type { PayRequest, Refused } from '../types.ts'
import { refuse } from './call.ts'

/** What each way to pay asks of a request, the same for single and combined orders. */

export const methods = ['native', 'jsapi', 'h5', 'app'] as const

type Terms = Pick<PayRequest, 'method' | 'payer' | 'capture' | 'profitSharing'>

/** Why WeChat Pay could never take it. */
export function impossible({ method, payer, capture }: Terms): Refused | undefined {
  if (!methods.some((known) => known === method)) return refuse(`method ${method} is not known here`)
  if (capture === 'manual') return refuse('money cannot be held here')
  if (method === 'jsapi' && !payer?.openId) return refuse("jsapi needs the payer's openid")
  if (method === 'h5' && !payer?.ip) return refuse("h5 needs the payer's address")
  return undefined
}

/** Where the payer stands. Only h5 must say it; it is how WeChat Pay guards the address against other payers. */
export function sceneOf({ method, payer }: Terms) {
  if (!payer?.ip) return {}
  const h5 = method === 'h5' ? { h5_info: { type: 'Wap' } } : {}
  return { scene_info: { payer_client_ip: payer.ip, ...h5 } }
}

export const settleOf = ({ profitSharing }: Terms) =>
  profitSharing ? { settle_info: { profit_sharing: true } } : {}

const DESCRIPTION_MAX = 127

export const shorten = (description: string): string => [...description].slice(0, DESCRIPTION_MAX).join('')
