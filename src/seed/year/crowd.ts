import type { Address } from '../../modules/order/index.ts'
import { DEMO_BUYERS } from '../people.ts'
import { chanceOf } from '../random.ts'

export type Shopper = {
  readonly id: string
  readonly name: string
  readonly phone: string
  readonly address: Address
  /** How often this one buys, relative to others. */
  readonly weight: number
}

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'
const GIVEN =
  '子涵 雨桐 浩然 思远 若曦 明轩 嘉怡 俊杰 欣妍 一鸣 诗涵 宇航 婉清 天佑 静怡 泽楷 晓彤 文博 雅琪 志远 书瑶 景行 亦凡 听雨 知夏 念安 星河 南风'.split(
    ' ',
  )
const PLACES = [
  '上海市 上海市 徐汇区 衡山路',
  '北京市 北京市 朝阳区 望京街',
  '广东省 广州市 天河区 体育西路',
  '广东省 深圳市 福田区 福华三路',
  '浙江省 杭州市 余杭区 文一西路',
  '江苏省 南京市 鼓楼区 中山北路',
  '江苏省 苏州市 姑苏区 平江路',
  '四川省 成都市 锦江区 春熙路',
  '湖北省 武汉市 武昌区 楚河汉街',
  '陕西省 西安市 雁塔区 小寨东路',
  '福建省 厦门市 思明区 湖滨南路',
  '山东省 青岛市 市南区 香港中路',
  '湖南省 长沙市 岳麓区 麓山路',
  '重庆市 重庆市 渝中区 解放碑步行街',
] as const

/** The people who shopped in the demo's past year: the demo's buyers first, then a crowd. */
export function crowdOf(seed: number, size: number): Shopper[] {
  const chance = chanceOf(seed, 'crowd')
  const known = DEMO_BUYERS.flatMap(({ id, name, phone, addresses }): Shopper[] => {
    const [home] = addresses
    return home ? [{ id, name, phone, address: placeOf(home), weight: 1.5 }] : []
  })
  const others = Array.from({ length: size }, (_, i): Shopper => {
    const name = chance.pick([...SURNAMES]) + chance.pick(GIVEN)
    const phone = `1390001${String(i).padStart(4, '0')}`
    const [province = '', city = '', district = '', road = ''] = chance.pick(PLACES).split(' ')
    const street = `${road}${chance.whole(1, 399)}号${chance.whole(1, 20)}幢${chance.whole(101, 2802)}`
    const address = { name, phone, province, city, district, street }
    return { id: `demo-crowd-${i + 1}`, name, phone, address, weight: 1 / (i / 12 + 1) ** 0.6 }
  })
  return [...known, ...others]
}

const placeOf = ({ name, phone, province, city, district, street }: Address): Address => ({
  name,
  phone,
  province,
  city,
  district,
  street,
})
