import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemClock } from './kernel/clock.ts'
import { openChannels } from './open-channels.ts'
import { readConfig } from './platform/config.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const account = {
  MCHID: '1900000001',
  APPID: 'wx8888888888888888',
  SERIAL: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
  APIV3_KEY: '0123456789abcdef0123456789abcdef',
  PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  PLATFORM_SERIAL: 'PUB_KEY_ID_0119000000012024',
  PLATFORM_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
}
const named = (family: string, values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${family}${name}`, value]))

test('a second account at a channel has the same variables with a number, and a code of its own', async () => {
  const config = readConfig({
    PUBLIC_URL: 'https://shop.example',
    ...named('WECHAT_', account),
    ...named('WECHAT_2_', { ...account, MCHID: '1900000002' }),
  })
  const channels = await openChannels(config.channels, config.furtherAccounts, systemClock)
  expect(Object.entries(channels).map(([code, { merchant }]) => [code, merchant.merchantId])).toEqual([
    ['wechat', '1900000001'],
    ['wechat-2', '1900000002'],
  ])
  expect(Object.values(channels).map(({ code }) => code)).toEqual(['wechat', 'wechat-2'])
  for (const channel of Object.values(channels)) channel.dispose()
})

test('[N14] without an account nobody can pay at a channel; the mock is never among those that are opened', async () => {
  expect(await openChannels({}, [], systemClock)).toEqual({})
  const config = readConfig({ PUBLIC_URL: 'https://shop.example', ...named('WECHAT_', account) })
  const opened = await openChannels({ ...config.channels, mock: {} } as never, [], systemClock)
  expect(Object.keys(opened)).toEqual(['wechat'])
  for (const channel of Object.values(opened)) channel.dispose()
})
