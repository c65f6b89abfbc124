import type { Presentation } from '../../kernel/presentation.ts'
import { type Fields, text } from '../fields.ts'
import type { PayRequest } from '../types.ts'
import { type Line, secondsOf } from './call.ts'

/**
 * What the payer is shown. For the wallet's browser and for an app we sign a second time, over what is handed to the
 * wallet. Source: pay.weixin.qq.com, "JSAPI调起支付" and "APP调起支付".
 */
export async function presentation(
  line: Line,
  { method, returnUrl }: Pick<PayRequest, 'method' | 'returnUrl'>,
  answer: Fields,
): Promise<Presentation | undefined> {
  const prepayId = text(answer, 'prepay_id')
  switch (method) {
    case 'native': {
      const codeUrl = text(answer, 'code_url')
      return codeUrl === undefined ? undefined : { kind: 'qr', codeUrl }
    }
    case 'h5': {
      const url = text(answer, 'h5_url')
      return url === undefined ? undefined : { kind: 'redirect', url: withReturn(url, returnUrl) }
    }
    case 'jsapi':
      return prepayId === undefined
        ? undefined
        : { kind: 'jsapi', fields: await bridgeFields(line, prepayId) }
    case 'app':
      return prepayId === undefined ? undefined : { kind: 'app', payload: await appPayload(line, prepayId) }
    case 'page':
    case 'card':
      return undefined
  }
}

const withReturn = (url: string, returnUrl: string | undefined): string =>
  returnUrl === undefined
    ? url
    : `${url}${url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(returnUrl)}`

/** The text under the signature that the wallet's browser checks. */
export const bridgeMessage = (appId: string, timeStamp: string, nonceStr: string, packed: string): string =>
  `${appId}\n${timeStamp}\n${nonceStr}\n${packed}\n`

async function bridgeFields(line: Line, prepayId: string): Promise<Record<string, string>> {
  const { appId } = line.merchant
  const [timeStamp, nonceStr, packed] = [secondsOf(line.now()), line.nonce(), `prepay_id=${prepayId}`]
  const paySign = await line.sign(bridgeMessage(appId, timeStamp, nonceStr, packed))
  return { appId, timeStamp, nonceStr, package: packed, signType: 'RSA', paySign }
}

/** The fields of the wallet's kit, as JSON. */
async function appPayload(line: Line, prepayid: string): Promise<string> {
  const { appId: appid, merchantId: partnerid } = line.merchant
  const [timestamp, noncestr] = [secondsOf(line.now()), line.nonce()]
  const sign = await line.sign(bridgeMessage(appid, timestamp, noncestr, prepayid))
  return JSON.stringify({ appid, partnerid, prepayid, package: 'Sign=WXPay', noncestr, timestamp, sign })
}
