/** A category of the demo. Leaves carry what every product page of them says. */
export type DemoCategory = {
  readonly code: string
  readonly parent: string | null
  readonly name: string
  readonly nameEn: string
  readonly origin: string
  readonly originEn: string
  readonly care: string
  readonly careEn: string
}

/** `code | parent | name | English | origin | English | care | English` */
const TABLE = `
home | | 家居生活 | Home | | | |
outdoor | | 户外运动 | Outdoor | | | |
stay | | 酒店住宿 | Stay | | | |
tea | home | 茶器与茶 | Tea | 浙江杭州 | Hangzhou, Zhejiang | 用后温水冲净，自然晾干，茶垢以小苏打轻拭即去。 | Rinse warm, dry in air; baking soda lifts tea stains.
coffee | home | 咖啡 | Coffee | 云南普洱 | Pu'er, Yunnan | 避开强碱清洁剂，金属件擦干保存，豆类开封后两周内饮用为佳。 | No strong alkali; dry metal parts; drink opened beans within two weeks.
kitchen | home | 厨房 | Kitchen | 广东阳江 | Yangjiang, Guangdong | 首次使用前清洗并薄涂一层食用油，木器勿入洗碗机。 | Wash and oil before first use; keep wood out of the dishwasher.
dining | home | 餐具 | Dining | 江西景德镇 | Jingdezhen, Jiangxi | 可入微波炉与洗碗机，骤冷骤热请避免。 | Safe for microwave and dishwasher; avoid sudden heat or cold.
bedding | home | 床品 | Bedding | 江苏南通 | Nantong, Jiangsu | 三十度以下轻柔洗，平铺阴干，收纳前充分晾透。 | Gentle wash below 30 °C, dry flat in shade, air well before storing.
bath | home | 卫浴 | Bath | 山东高密 | Gaomi, Shandong | 首洗会有少量浮毛，勿用柔顺剂，吸水更久。 | A little lint at first; skip softener to keep it thirsty.
light | home | 灯具 | Lighting | 广东中山 | Zhongshan, Guangdong | 断电后以干布除尘，光源可更换，保修两年。 | Dust with the power off; replaceable source, two-year warranty.
scent | home | 香氛 | Scent | 福建泉州 | Quanzhou, Fujian | 首次点燃让蜡面融满，烛芯修至五毫米，远离窗帘与儿童。 | Melt the full surface at first; trim the wick to 5 mm; away from curtains.
paper | home | 文具 | Stationery | 浙江宁波 | Ningbo, Zhejiang | 避光干燥存放，钢笔两周清洗一次。 | Store dark and dry; flush pens every two weeks.
plant | home | 绿植花器 | Plants | 云南昆明 | Kunming, Yunnan | 到货先放散光处缓苗三天，见干见湿，冬季减水。 | Rest in soft light for three days; water when dry, less in winter.
camp | outdoor | 露营 | Camping | 浙江衢州 | Quzhou, Zhejiang | 收纳前彻底晾干，拉链定期上蜡，火器请在通风处使用。 | Dry fully before packing, wax zips, use stoves in open air.
hike | outdoor | 徒步 | Hiking | 福建厦门 | Xiamen, Fujian | 清水手洗，勿机洗甩干，电子部件每季充电一次。 | Hand wash, no spin; charge electronics each season.
wear | outdoor | 服饰 | Apparel | 福建晋江 | Jinjiang, Fujian | 三十度机洗，勿用柔顺剂，中温烘干可恢复防泼水。 | Machine wash at 30 °C, no softener; a warm dryer revives water repellency.
shoes | outdoor | 鞋靴 | Footwear | 福建莆田 | Putian, Fujian | 取出鞋垫分开晾干，勿暴晒，皮面定期上油。 | Dry insoles apart, out of the sun; oil leather now and then.
ride | outdoor | 骑行 | Cycling | 天津 | Tianjin | 每月检查螺栓力矩，头盔受撞后请更换。 | Check bolt torque monthly; replace a helmet after a crash.
train | outdoor | 健身 | Training | 山东德州 | Dezhou, Shandong | 用后擦干汗渍，橡胶制品避免日晒。 | Wipe off sweat; keep rubber out of the sun.
device | outdoor | 数码配件 | Devices | 广东深圳 | Shenzhen, Guangdong | 请用标准快充头，高温环境勿充电，保修一年。 | Use a standard charger, never in heat; one-year warranty.
travel | outdoor | 旅行 | Travel | 浙江平湖 | Pinghu, Zhejiang | 湿布擦拭，轮组每年上油一次，五年质保。 | Wipe with a damp cloth, oil wheels yearly; five-year warranty.
room | stay | 客房 | Rooms | 浙江湖州 | Huzhou, Zhejiang | 十五时后入住，次日十二时前离店，凭预订手机号办理。 | Check in from 15:00, out by 12:00; bring the phone you booked with.
package | stay | 体验与餐饮 | Experiences | 浙江湖州 | Huzhou, Zhejiang | 请提前一日致电预约，使用日起九十天内有效。 | Call a day ahead; valid for ninety days.
`

export const CATEGORIES: readonly DemoCategory[] = TABLE.trim()
  .split('\n')
  .map((row) => {
    const cells = row.split('|').map((cell) => cell.trim())
    const at = (i: number): string => cells[i] ?? ''
    return {
      code: at(0),
      parent: at(1) || null,
      name: at(2),
      nameEn: at(3),
      origin: at(4),
      originEn: at(5),
      care: at(6),
      careEn: at(7),
    }
  })
