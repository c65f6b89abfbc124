import { actorOf, wechatOpenId } from '../modules/account/index.ts'
import type { Actor } from '../modules/order/index.ts'
import type { Payer } from '../modules/payment/index.ts'
import { insiderOf } from './caller.ts'
import type { Asked, Doors } from './doors.ts'

/** Who pays: the buyer himself, or a server on behalf of its customer. */
export const payingActor = ({ caller }: Asked): Actor => ({
  id: actorOf(caller),
  by: caller.kind === 'buyer' ? 'buyer' : 'platform',
})

/**
 * Whether an address is a page of this shop: a payer must not be led elsewhere by a link of ours. A buyer's browser may
 * have reached us under another name than the public one; a server key names that.
 */
export const isOurs = (url: string, request: Asked, publicUrl: string): boolean => {
  if (!URL.canParse(url)) return false
  const { origin } = new URL(url)
  const reached = `${request.protocol}://${request.host}`
  return origin === new URL(publicUrl).origin || (request.caller.kind === 'buyer' && origin === reached)
}

type Wish = {
  readonly channel?: string
  readonly method: string
  readonly payer?: { readonly openId?: string }
  readonly returnUrl?: string
}

/** These leave for the channel's own pages; some channels take no order that says no way back. */
const leaves = (method: string): boolean => method === 'page' || method === 'h5'

/**
 * What a channel is told of the payer; who he is inside WeChat, we know ourselves where he signed in with it.
 * @param back the path of ours that he comes back to where no page is named
 */
export async function payerOf(
  { db, publicUrl }: Pick<Doors, 'db' | 'publicUrl'>,
  request: Asked,
  { channel, method, payer, returnUrl: named }: Wish,
  back?: string,
): Promise<Payer> {
  const caller = insiderOf(request)
  const isAskedOfUs = method === 'jsapi' && caller.kind === 'buyer' && payer?.openId === undefined
  const isLed = named === undefined && channel !== undefined && back !== undefined && leaves(method)
  const returnUrl = isLed
    ? `${publicUrl}/v1/channels/${channel}/return?to=${encodeURIComponent(back)}`
    : named
  const openId = isAskedOfUs ? await wechatOpenId(db, caller.id) : payer?.openId
  return {
    ...(openId === undefined ? {} : { openId }),
    ip: request.ip,
    ...(returnUrl === undefined ? {} : { returnUrl }),
  }
}
