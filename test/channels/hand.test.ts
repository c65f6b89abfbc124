import { describe, expect, it } from 'vitest'
import { createHandChannels } from '../../src/channels/hand/index.ts'
import { readConfig } from '../../src/platform/config.ts'

const ACCOUNT = { bank: '招商银行', accountName: '通宝', accountNo: '622200001111' }

describe('channels without a wire', () => {
  it('[N14] never say more than "not yet": what happened is said by people', async () => {
    const { cod, offline } = createHandChannels(ACCOUNT)
    for (const channel of [cod, offline!]) {
      expect((await channel.query('3000000000000000000001')).kind).toBe('pending')
      expect((await channel.queryRefund({ refundNo: 'r', attemptNo: 'a', channelNo: '' })).kind).toBe(
        'processing',
      )
      expect(channel.verifyNotice({}, Buffer.from('{}'), new Date(0)).verified).toBe(false)
      expect(channel.authorizing).toBeUndefined()
    }
  })

  it('[N14] a transfer names the account and the attempt; without an account there is none', async () => {
    const { offline } = createHandChannels(ACCOUNT)
    const start = await offline!.startPayment({
      attemptNo: '3000000000000000000001',
      amount: 1,
      currency: 'CNY',
      description: 'd',
      expiresAt: new Date(0),
      notifyUrl: '',
      method: 'native',
    })
    expect(start).toMatchObject({
      presentation: { kind: 'transfer', ...ACCOUNT, reference: '3000000000000000000001' },
    })
    expect(createHandChannels(undefined)).not.toHaveProperty('offline')
  })

  it('[N14] the account is set up whole or not at all; the demo has one of its own', () => {
    const bank = { OFFLINE_BANK: '招商银行' }
    expect(() => readConfig({ ...bank, TONGBAO_DEMO: '0' })).toThrow('OFFLINE_ACCOUNT_NO is missing')
    const whole = { ...bank, OFFLINE_ACCOUNT_NAME: '通宝', OFFLINE_ACCOUNT_NO: '622200001111' }
    expect(readConfig({ ...whole, TONGBAO_DEMO: '0' }).offline).toEqual(ACCOUNT)
    expect(readConfig({ TONGBAO_DEMO: '0' }).offline).toBeUndefined()
    expect(readConfig({ TONGBAO_DEMO: '1' }).offline?.bank).toBeTruthy()
  })
})
