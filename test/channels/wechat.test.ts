import { HOUR, MINUTE } from '../../src/kernel/clock.ts'
import { describeChannel } from './conformance/index.ts'
import { wechatSubject } from './wechat-subject.ts'

const abilities = ['redirects'] as const

describeChannel('wechat against the simulator', wechatSubject, {
  bills: { kinds: ['trade', 'fund'], zoneMs: 8 * HOUR, readyAfterMs: 10 * HOUR },
  sharing: {
    receivers: [
      { type: 'merchant', account: '1900000110', name: '杭州茶叶有限公司' },
      { type: 'merchant', account: '1900000111', name: '快递运输有限公司' },
    ],
    delayMs: MINUTE,
    most: 2_970,
  },
  combining: { merchantIds: ['1900000109', '1900000110', '1900000111'] },
  abilities,
})
const elsewhere = {
  bills: 'the native terms above',
  sharing: 'the native terms above',
  combining: 'the native terms above',
}

describeChannel('wechat jsapi against the simulator', wechatSubject, {
  method: 'jsapi',
  elsewhere,
  abilities,
  payer: { openId: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
})
describeChannel('wechat h5 against the simulator', wechatSubject, {
  method: 'h5',
  elsewhere,
  abilities,
  payer: { ip: '14.23.150.211' },
})
describeChannel('wechat app against the simulator', wechatSubject, { method: 'app', elsewhere, abilities })
