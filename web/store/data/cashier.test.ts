import { describe, expect, it } from 'vitest'
import type { CashierMethod } from '../../api/nouns.ts'
import { channelName, deviceOf, offeredOn } from './device.ts'
import { pointsOf, splitOf } from './split.ts'
import { fenOf, yuanText } from './yuan.ts'

const facts = {
  open: 10_000,
  wallet: { balance: 3_000, held: 0, usable: 3_000 },
  points: { balance: 900, held: 0, usable: 900, value: 900, most: 5_000, pointsPerYuan: 100, unit: 100 },
}

describe('what each means pays', () => {
  it.each([
    ['all of it, nothing used', { amount: 10_000, wallet: null, points: false }, [0, 0, 0, 10_000]],
    [
      'points and all of the balance',
      { amount: 10_000, wallet: 9_999, points: true },
      [900, 900, 3_000, 6_100],
    ],
    ['some of the balance', { amount: 10_000, wallet: 1, points: false }, [0, 0, 1, 9_999]],
    ['a part that the balance covers', { amount: 2_000, wallet: 3_000, points: false }, [0, 0, 2_000, 0]],
    [
      'points never above their part of it',
      { amount: 1_000, wallet: null, points: true },
      [500, 500, 0, 500],
    ],
    ['whole units only', { amount: 1_100, wallet: null, points: true }, [500, 500, 0, 600]],
  ] as const)('%s', (_, wanted, expected) => {
    const { points, byPoints, byWallet, rest } = splitOf(wanted, facts)
    expect([points, byPoints, byWallet, rest]).toEqual(expected)
    expect(byPoints + byWallet + rest).toBe(wanted.amount)
  })

  it('no points where nothing is open', () => {
    expect(pointsOf(0, { ...facts, open: 0 })).toEqual({ points: 0, value: 0 })
  })
})

const way = (
  channel: string,
  method: string,
  devices: CashierMethod['devices'],
  available = true,
): CashierMethod => ({
  channel,
  method,
  devices,
  available,
  title: { zh: channel, en: channel },
  holds: false,
  reason: null,
})

describe('what is offered where', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/130', false, 'desktop'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', false, 'mobile'],
    ['Mozilla/5.0 (iPhone) MicroMessenger/8.0', false, 'wallet_browser'],
    ['Mozilla/5.0 (Linux; Android 15)', true, 'app'],
  ] as const)('%s, in our app %s: %s', (agent, bridge, device) => {
    expect(deviceOf(agent, bridge)).toBe(device)
  })

  it('a phone has no code of a channel that opens its app; what cannot be taken comes last', () => {
    const methods = [
      way('cod', 'on_delivery', ['desktop', 'mobile'], false),
      way('wallet', 'balance', ['desktop', 'mobile']),
      way('alipay', 'native', ['desktop', 'mobile']),
      way('wechat', 'h5', ['mobile']),
      way('wechat', 'native', ['desktop', 'mobile']),
      way('mock', 'native', ['desktop', 'mobile']),
    ]
    const names = (device: 'mobile' | 'desktop') =>
      offeredOn(methods, device).map(({ channel, method }) => `${channel}/${method}`)
    expect(names('mobile')).toEqual(['wechat/h5', 'alipay/native', 'mock/native', 'cod/on_delivery'])
    expect(names('desktop')).toEqual(['wechat/native', 'alipay/native', 'mock/native', 'cod/on_delivery'])
  })

  it('a further account goes by its channel', () => {
    expect(channelName('wechat-2')).toBe('wechat')
  })
})

describe('yuan as they are typed', () => {
  it.each([
    ['12.3', 1_230],
    ['0.05', 5],
    ['7', 700],
    ['7.', 700],
    ['1.234', null],
    ['-1', null],
    ['', null],
    ['1e3', null],
  ])('%s', (text, fen) => {
    expect(fenOf(text)).toBe(fen)
  })

  it('are written back', () => {
    expect(yuanText(1_205)).toBe('12.05')
  })
})
