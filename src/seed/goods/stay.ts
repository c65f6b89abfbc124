import { goodsOf } from './table.ts'

/** What 云岫湖畔酒店 sells: nights and packages. Nothing is shipped. */
export const STAY = [
  ...goodsOf(
    'room',
    `
    湖景大床房 一晚 | Lake-view double, one night | 三十八平，整面落地窗对湖 | 38 m² with a wall of lake | 含双人入住 | For two guests | bed | 880 | 0 | rate
    湖景双床房 一晚 | Lake-view twin, one night | 两张一米三五，适合同行 | Two 1.35 m beds for friends | 含双人入住 | For two guests | twin | 880 | 0 | rate
    山景大床房 一晚 | Hill-view double, one night | 推窗是茶山，夜里有虫声 | Tea hills by day, crickets by night | 含双人入住 | For two guests | bed | 690 | 0 | rate
    庭院亲子套房 一晚 | Family courtyard suite, one night | 带小院与儿童帐篷 | A small yard and a children's tent | 两大一小 | Two adults, one child | suite | 1280 | 0 | rate
    云台阁楼套房 一晚 | Cloud-terrace loft, one night | 天窗观星，独立浴缸 | A skylight for stars and a bath | 含双人入住 | For two guests | suite | 1680 | 0 | rate
    临水独栋别墅 一晚 | Waterside villa, one night | 三卧一厅，私家码头 | Three bedrooms and a jetty | 最多六人 | Up to six guests | villa | 4680 | 0 | rate
    `,
  ),
  ...goodsOf(
    'package',
    `
    湖畔下午茶双人 | Lakeside tea for two | 三层点心配一壶九曲红梅 | Three tiers and a pot of red tea | 到店使用 | At the hotel | teatime | 298 | 0 | day
    茶山采茶体验 | Tea-picking morning | 制茶师带路，带走自己的茶 | With a tea maker; take yours home | 到店使用 | At the hotel | hills | 168 | 0 | day
    双人汤泉 90 分钟 | Spring bath for two, 90 min | 独立汤屋，含花草茶 | A private bath with herbal tea | 到店使用 | At the hotel | spa | 520 | 0 | day
    日出皮划艇 | Sunrise kayak | 教练陪同，含早餐 | With a coach, breakfast after | 到店使用 | At the hotel | kayak | 258 | 0 | day
    主厨湖鲜晚宴 | Chef's lake dinner | 七道时令，一席一厨 | Seven courses of the season | 到店使用 | At the hotel | dinner | 688 | 0 | day
    两日一晚慢行套餐 | Two-day slow package | 住宿、两早、下午茶与汤泉 | Night, breakfasts, tea and bath | 含双人 | For two guests | bed | 1388 | 0 | rate
    `,
  ),
]
