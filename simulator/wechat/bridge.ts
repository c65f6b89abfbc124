import { verify } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { redirect, sendJson } from '../http.ts'
import type { World } from './world.ts'

/**
 * The wallet's ends of the ways to pay that are not scanned: the address of h5, the bridge of the wallet's browser
 * (jsapi) and the kit of an app. The latter two check the merchant's second signature, then open the wallet.
 */
export function createBridge(world: World) {
  return (response: ServerResponse, url: URL) => {
    const query = url.searchParams
    switch (url.pathname) {
      case '/wechat/h5':
        return open(response, query.get('prepay_id'), query.get('redirect_url'))
      case '/wechat/jsapi': {
        const packed = query.get('package') ?? ''
        const signed = [query.get('appId'), query.get('timeStamp'), query.get('nonceStr'), packed]
        if (query.get('signType') !== 'RSA' || !isMerchants(signed, query.get('paySign')))
          return refused(response)
        return open(response, packed.replace(/^prepay_id=/, ''), query.get('redirect_url'))
      }
      case '/wechat/app': {
        const fields = readPayload(query.get('payload'))
        const { appid = '', partnerid, prepayid = '', noncestr = '', timestamp = '', sign = '' } = fields
        const whole = partnerid === world.keys.file.merchantId && fields.package === 'Sign=WXPay'
        if (!whole || !isMerchants([appid, timestamp, noncestr, prepayid], sign)) return refused(response)
        return open(response, prepayid, query.get('redirect_url'))
      }
      default:
        return sendJson(response, 404, { error: 'not found' })
    }
  }

  function isMerchants(parts: readonly (string | null)[], signature: string | null): boolean {
    const { appId } = world.keys.file
    if (parts[0] !== appId || parts.includes(null)) return false
    const text = Buffer.from(parts.map((part) => `${part}\n`).join(''))
    const given = Buffer.from(signature ?? '', 'base64')
    return [...world.keys.merchant.values()].some((key) => verify('RSA-SHA256', text, key, given))
  }

  function open(response: ServerResponse, code: string | null, back: string | null) {
    if (code === null || !world.ordersByCode.has(code)) {
      return sendJson(response, 404, { error: 'unknown prepay_id' })
    }
    redirect(response, `/wallet?${new URLSearchParams({ code_url: code, ...(back ? { back } : {}) })}`)
  }
}

const refused = (response: ServerResponse) =>
  sendJson(response, 400, { error: 'the signature of the payment' })

function readPayload(payload: string | null): Record<string, string | undefined> {
  try {
    return JSON.parse(payload ?? '{}') as Record<string, string>
  } catch {
    return {}
  }
}
