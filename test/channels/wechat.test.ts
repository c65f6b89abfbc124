import { describeChannel } from './conformance/index.ts'
import { wechatSubject } from './wechat-subject.ts'

describeChannel('wechat against the simulator', wechatSubject)
describeChannel('wechat jsapi against the simulator', wechatSubject, {
  method: 'jsapi',
  payer: { openId: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
})
describeChannel('wechat h5 against the simulator', wechatSubject, {
  method: 'h5',
  payer: { ip: '14.23.150.211' },
})
describeChannel('wechat app against the simulator', wechatSubject, { method: 'app' })
