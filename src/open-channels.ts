import type { Channel } from './channels/index.ts'
import type { Clock } from './kernel/clock.ts'
import type { ChannelKeys, FurtherAccount } from './platform/channel-keys/index.ts'

export type Channels = Readonly<Record<string, Channel>>

type Accounts = Required<ChannelKeys>
type Openers = {
  readonly [Code in keyof Accounts]: (keys: Accounts[Code], clock: Clock) => Promise<Channel>
}

/** One line for each channel; its code is loaded only where there is an account for it. */
const openers: Openers = {
  wechat: async (keys, clock) =>
    (await import('./channels/wechat/index.ts')).createWechatChannel({ ...keys, clock }),
  stripe: async (keys, clock) =>
    (await import('./channels/stripe/index.ts')).createStripeChannel({ ...keys, clock }),
  alipay: async (keys, clock) =>
    (await import('./channels/alipay/index.ts')).createAlipayChannel({ ...keys, clock }),
  unionpay: async (keys, clock) =>
    (await import('./channels/unionpay/index.ts')).createUnionpayChannel({ ...keys, clock }),
}

/**
 * The channels there are accounts for, live or simulated; the mock is never among them.
 * @throws for an account that cannot work (a key that is none), without quoting it.
 */
export async function openChannels(
  keys: ChannelKeys,
  further: readonly FurtherAccount[],
  clock: Clock,
): Promise<Channels> {
  const first = Object.keys(openers).map((code) => openOne(code as keyof ChannelKeys, keys, clock))
  const others = further.map(async ({ code, channel, keys: account }) => {
    const opened = await openOne(channel, { [channel]: account }, clock)
    return opened.map(([, one]) => [code, { ...one, code }] as const)
  })
  return Object.fromEntries((await Promise.all([...first, ...others])).flat())
}

async function openOne<Code extends keyof Accounts>(
  code: Code,
  keys: ChannelKeys,
  clock: Clock,
): Promise<readonly (readonly [Code, Channel])[]> {
  const account = keys[code] as Accounts[Code] | undefined
  return account ? [[code, await openers[code](account, clock)]] : []
}
