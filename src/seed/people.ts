import { createBuyer, createStaff, findPerson, type Role } from '../modules/account/index.ts'
import { type AddressDraft, addAddress, listAddresses } from '../modules/member/index.ts'
import type { Db } from '../platform/db.ts'

export type DemoBuyer = {
  readonly id: string
  readonly name: string
  readonly phone: string
  readonly addresses: readonly AddressDraft[]
}
/** `shop` is the code of the shop the person works for; null for the platform's people. */
export type DemoStaff = {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly role: Role
  readonly shop: string | null
}

/** The password of every demo account of staff. The demo runs on data of its own, beside no live key. */
export const DEMO_PASSWORD = 'tongbao-demo'

const address = (name: string, phone: string, place: string, isDefault = false): AddressDraft => {
  const [province = '', city = '', district = '', street = ''] = place.split(' ')
  return { name, phone, province, city, district, street, isDefault }
}

export const DEMO_BUYERS: readonly DemoBuyer[] = [
  {
    id: 'demo-buyer-1',
    name: '林晚',
    phone: '13900000001',
    addresses: [
      address('林晚', '13900000001', '浙江省 杭州市 西湖区 龙井路88号茶人村3幢201', true),
      address('林晚（公司）', '13900000001', '浙江省 杭州市 滨江区 江南大道588号B座12层'),
    ],
  },
  {
    id: 'demo-buyer-2',
    name: '周远行',
    phone: '13900000002',
    addresses: [address('周远行', '13900000002', '四川省 成都市 武侯区 锦绣路19号4栋1702', true)],
  },
  {
    id: 'demo-buyer-3',
    name: '陈一诺',
    phone: '13900000003',
    addresses: [
      address('陈一诺', '13900000003', '广东省 深圳市 南山区 海德三道126号A座905', true),
      address('陈妈妈', '13900000013', '广东省 潮州市 湘桥区 太平路甲第巷7号'),
    ],
  },
]

const staff = (username: string, name: string, role: Role, shop: string | null = null): DemoStaff => ({
  id: `demo-staff-${username}`,
  username,
  name,
  role,
  shop,
})

export const DEMO_STAFF: readonly DemoStaff[] = [
  staff('admin', '管理员 沈川', 'admin'),
  staff('operations', '运营 何晴', 'operations'),
  staff('service', '客服 罗小满', 'service'),
  staff('finance', '财务 唐宁', 'finance'),
  staff('senior', '财务主管 梁思', 'senior_finance'),
  staff('senior2', '财务主管 韩青', 'senior_finance'),
  staff('product', '商品 许知', 'product'),
  staff('auditor', '审计 秦朗', 'auditor'),
  staff('shanlan', '山岚集店长 苏禾', 'owner', 'shanlan'),
  staff('yejing', '野径店长 高野', 'owner', 'yejing'),
  staff('yejing_clerk', '野径店员 马克', 'clerk', 'yejing'),
  staff('yejing_finance', '野径财务 郑欣', 'merchant_finance', 'yejing'),
  staff('yunxiu', '云岫店长 顾云', 'owner', 'yunxiu'),
  staff('yunxiu_desk', '云岫前台 白露', 'clerk', 'yunxiu'),
]

/** Makes the people that are not there yet; `shopIds` by code of the shop. */
export async function seedPeople(db: Db, shopIds: ReadonlyMap<string, number>, now: Date): Promise<void> {
  for (const { addresses, ...buyer } of DEMO_BUYERS) {
    if (!(await findPerson(db, buyer.id))) await createBuyer(db, buyer, now)
    if ((await listAddresses(db, buyer.id)).length > 0) continue
    for (const draft of addresses) await addAddress(db, { buyerId: buyer.id, draft, now })
  }
  for (const { shop, ...person } of DEMO_STAFF) {
    if (await findPerson(db, person.id)) continue
    const shopId = shop === null ? null : (shopIds.get(shop) ?? null)
    await createStaff(db, { ...person, password: DEMO_PASSWORD, shopId }, now)
  }
}
