import { goodsOf } from './table.ts'

/** Goods of 山岚集: tea, coffee, kitchen, table, bed, bath, light, scent, paper, plants. */
export const HOME = [
  ...goodsOf(
    'tea',
    `
    薄胎白瓷盖碗 | Thin porcelain gaiwan | 三才器型，出汤利落不烫手 | Three-part form, pours clean and stays cool to hold | 德化白瓷 | Dehua porcelain | gaiwan | 128 | 260 | glaze
    柴烧侧把壶 | Wood-fired side-handle teapot | 落灰成釉，每一把都不同 | Ash falls and turns to glaze; no two alike | 粗陶 | Stoneware | teapot | 268 | 420 |
    手作公道杯 | Hand-thrown sharing pitcher | 断水干净，一壶分六杯 | A drip-free lip that serves six cups | 高硼硅玻璃 | Borosilicate glass | pitcher | 79 | 210 |
    青釉品茗杯 四只 | Celadon tasting cups, set of four | 釉色如雨后，四只一组 | The colour after rain; four to a set | 青瓷 | Celadon | cup | 156 | 320 | glaze
    竹编茶托 | Woven bamboo coasters | 手编六只，隔热防滑 | Six, woven by hand, keep heat off the table | 慈竹 | Bamboo | tray | 48 | 120 |
    胡桃木干泡茶盘 | Walnut dry-brew tea tray | 可拆水仓，一人席刚好 | Removable reservoir, sized for one | 实木 | Solid wood | tray | 329 | 1600 | wood
    锡制茶叶罐 | Pewter tea canister | 双层盖密封，留住茶香 | A double lid keeps the scent in | 纯锡 | Pewter | canister | 218 | 480 | volume
    旅行茶具一壶三杯 | Travel tea set, one pot three cups | 收纳如一枚果子，随身出门 | Packs into itself like a fruit | 粗陶 | Stoneware | teapot | 168 | 560 | glaze
    铸铁煮茶壶 | Cast-iron tea kettle | 蓄热温和，煮老白茶正好 | Gentle, lasting heat for aged white tea | 铸铁 | Cast iron | kettle | 399 | 1850 |
    明前龙井 50g | Pre-rain Longjing, 50 g | 群体种，豆香清亮 | Heirloom bushes, a clear note of beans | 绿茶 | Green tea | canister | 198 | 90 | pack
    `,
  ),
  ...goodsOf(
    'coffee',
    `
    细口手冲壶 | Gooseneck pour-over kettle | 八毫米壶嘴，水流听话 | An 8 mm spout that goes where you point it | 304 不锈钢 | Stainless steel 304 | kettle | 239 | 650 | tone
    V 型陶瓷滤杯 | Ceramic V-cone dripper | 螺旋肋骨，萃取均匀 | Spiral ribs for an even brew | 陶瓷 | Ceramic | dripper | 89 | 380 | glaze
    手摇磨豆机 | Hand grinder | 五轴钢芯，四十格微调 | Steel burrs, forty clicks of fineness | 铝合金 | Aluminium | grinder | 459 | 620 | tone
    双层隔热马克杯 | Double-wall mug | 捧着不烫，凉得慢 | Cool outside, hot inside | 高硼硅玻璃 | Borosilicate glass | mug | 69 | 240 | volume
    晨雾马克杯 | Morning-mist mug | 哑光釉，杯口薄一分 | Matt glaze with a thinner rim | 陶瓷 | Ceramic | mug | 58 | 340 | glaze
    法式滤压壶 | French press | 双层滤网，四分钟一壶 | Twin mesh, four minutes a pot | 玻璃与不锈钢 | Glass and steel | pitcher | 149 | 720 | volume
    意式摩卡壶 | Moka pot | 火上三分钟，油脂丰厚 | Three minutes on the flame | 铝 | Aluminium | moka | 178 | 540 | volume
    云南小粒咖啡豆 | Yunnan Arabica beans | 日晒处理，红糖与柑橘 | Sun-dried; brown sugar and citrus | 单一产地 | Single origin | pouch | 78 | 260 | pack
    无漂白滤纸 100 张 | Unbleached filters, 100 | 不留纸味，强韧不破 | No taste of paper, no tears | 原木浆 | Wood pulp | box | 26 | 150 |
    咖啡电子秤 | Brewing scale | 0.1 克精度，自动计时 | 0.1 g steps with a timer | 钢化玻璃 | Tempered glass | scale | 199 | 420 | tone
    `,
  ),
  ...goodsOf(
    'kitchen',
    `
    三层钢炒锅 | Three-ply wok | 无涂层，越用越顺手 | Uncoated, better with every use | 三层复合钢 | Tri-ply steel | pan | 369 | 1900 | pan
    珐琅铸铁炖锅 | Enamelled casserole | 锁水盖，炖肉不用看火 | A lid that bastes by itself | 珐琅铸铁 | Enamelled iron | pot | 599 | 4200 | tone
    大马士革主厨刀 | Damascus chef's knife | 六十七层，重心在虎口 | 67 layers, balanced at the grip | VG10 钢 | VG10 steel | knife | 488 | 240 |
    整木砧板 | End-grain cutting board | 立木不伤刀，侧边有手位 | Kind to edges, with finger grooves | 相思木 | Acacia | board | 186 | 2100 | pan
    雪平锅 | Yukihira saucepan | 锤纹导热，煮面煮奶 | Hammered to heat fast | 铝合金 | Aluminium | pot | 118 | 560 | pan
    玻璃储物罐 | Glass storage jar | 木盖硅胶圈，倒置不漏 | Wooden lid and seal, upside down and dry | 高硼硅玻璃 | Borosilicate glass | jar | 39 | 480 | volume
    黄铜香料研磨器 | Brass spice mill | 粗细可调，一转即香 | Adjustable grind | 黄铜 | Brass | grinder | 158 | 330 |
    棉麻围裙 | Linen-cotton apron | 十字肩带，不勒脖子 | Cross-back straps | 棉麻 | Cotton and linen | apron | 98 | 260 | tone
    擦丝器四件套 | Four-blade grater | 直丝、蓉、片、波纹 | Shred, mash, slice and wave | 不锈钢 | Stainless steel | board | 76 | 410 |
    玉米纤维保鲜袋 | Plant-fibre freezer bags | 可重复封口，三种尺寸 | Reseals again and again | 植物纤维 | Plant fibre | box | 29.9 | 180 |
    `,
  ),
  ...goodsOf(
    'dining',
    `
    远山汤碗 | Distant-hills bowl | 碗心一道釉线如山脊 | A ridge of glaze across the well | 粗陶 | Stoneware | bowl | 52 | 420 | glaze
    浅口圆盘 | Shallow plate | 牛排、意面、水果都合适 | For steak, pasta and fruit | 陶瓷 | Ceramic | plate | 49 | 560 | glaze
    鸡翅木筷子 五双 | Wenge chopsticks, five pairs | 无漆无蜡，越用越润 | No lacquer, no wax | 鸡翅木 | Wenge | chopsticks | 68 | 130 |
    锤目纹玻璃杯 | Hammered glass tumbler | 光落在桌上像水波 | Throws ripples of light | 玻璃 | Glass | glass | 35 | 260 | pack
    不锈钢餐叉勺 | Fork and spoon set | 一体成型，重量适手 | Forged in one piece | 304 不锈钢 | Stainless steel 304 | chopsticks | 59 | 180 | tone
    儿童分格餐盘 | Divided children's plate | 吸盘底座，掀不翻 | A suction base that holds | 食品级硅胶 | Food-grade silicone | plate | 66 | 310 | tone
    米色亚麻桌布 | Linen tablecloth | 水洗过，不怕皱 | Pre-washed; creases suit it | 亚麻 | Linen | fabric | 169 | 620 | bed
    竹节高脚果盘 | Bamboo-stem fruit stand | 一盘水果，一桌主角 | The middle of the table | 陶瓷 | Ceramic | plate | 139 | 890 |
    保温饭盒 | Insulated lunch box | 六小时温热，三层分格 | Six hours warm, three layers | 316 不锈钢 | Stainless steel 316 | canister | 188 | 780 | tone
    日式深面碗 | Deep ramen bowl | 宽沿深腹，汤面正好 | Wide rim, deep belly | 美浓烧 | Mino ware | bowl | 62 | 540 | glaze
    `,
  ),
  ...goodsOf(
    'bedding',
    `
    水洗棉四件套 | Washed-cotton bedding set | 免熨烫，柔软如旧衫 | No ironing, soft as an old shirt | 新疆长绒棉 | Long-staple cotton | duvet | 399 | 2600 | tone bed
    蚕丝夏被 | Silk summer quilt | 双宫茧，不闷不凉 | Double-cocoon silk, never stuffy | 桑蚕丝 | Mulberry silk | duvet | 699 | 1300 | bed
    荞麦颈枕 | Buckwheat pillow | 可增减填充，高低自己定 | Add or take out husk as you like | 荞麦壳 | Buckwheat husk | pillow | 119 | 1800 |
    鹅绒枕 | Goose-down pillow | 外软内托，回弹慢 | Soft outside, firm within | 白鹅绒 | White goose down | pillow | 329 | 900 | pack
    亚麻床笠 | Linen fitted sheet | 四角加深，翻身不跑 | Deep corners that stay put | 法国亚麻 | French linen | fabric | 289 | 1100 | tone bed
    羊毛盖毯 | Wool throw | 沙发与床尾都合适 | For the sofa or the bed's end | 美利奴羊毛 | Merino wool | fabric | 359 | 1200 | tone
    记忆棉床垫垫 | Memory-foam topper | 六厘米，硬床变软 | Six centimetres of relief | 记忆棉 | Memory foam | duvet | 459 | 5200 | bed
    真丝眼罩 | Silk eye mask | 遮光不压睫 | Dark, without pressing lashes | 桑蚕丝 | Mulberry silk | mask | 89 | 40 | tone
    婴儿纱布浴被 | Baby muslin blanket | 六层纱，越洗越软 | Six layers, softer each wash | 有机棉 | Organic cotton | fabric | 129 | 380 | tone
    香薰安睡枕喷 | Pillow mist | 薰衣草与洋甘菊 | Lavender and chamomile | 植物精油 | Essential oils | spray | 68 | 160 | scent
    `,
  ),
  ...goodsOf(
    'bath',
    `
    长绒棉浴巾 | Long-staple bath towel | 六百克重，吸水不掉毛 | 600 gsm, thirsty and lint-free | 长绒棉 | Long-staple cotton | towel | 99 | 640 | tone
    华夫格毛巾 三条 | Waffle towels, three | 速干，不占地方 | Dry fast, fold small | 纯棉 | Cotton | towel | 69 | 360 | tone
    洗手液陶瓷瓶 | Ceramic soap dispenser | 泵头铜芯，十年不锈 | A brass-cored pump | 陶瓷 | Ceramic | pump | 78 | 420 | glaze
    冷制手工皂 | Cold-process soap | 橄榄油熟成四十天 | Olive oil, cured forty days | 橄榄油 | Olive oil | soap | 36 | 110 | scent
    硅藻土地垫 | Diatomite bath mat | 三秒吸干脚印 | Footprints gone in three seconds | 硅藻土 | Diatomite | mat | 129 | 2800 | tone
    山茶花洗发水 | Camellia shampoo | 无硅油，洗后蓬松 | Silicone-free, light after | 山茶籽油 | Camellia oil | pump | 89 | 560 | volume
    黄铜毛巾架 | Brass towel rail | 免打孔，承重八公斤 | No drilling, holds 8 kg | 黄铜 | Brass | rail | 159 | 720 |
    天然海绵 | Natural sea sponge | 起泡细，全身可用 | Fine lather for the whole body | 海绵 | Sponge | soap | 56 | 30 |
    竹柄身体刷 | Bamboo body brush | 干刷湿刷两用 | For dry and wet brushing | 竹与剑麻 | Bamboo and sisal | brush | 45 | 140 |
    浴盐三联装 | Bath salts, three jars | 死海盐，泡足二十分钟 | Dead Sea salt; give it twenty minutes | 天然海盐 | Sea salt | jar | 109 | 900 | scent
    `,
  ),
  ...goodsOf(
    'light',
    `
    宣纸落地灯 | Rice-paper floor lamp | 光像隔着窗纸的月 | Light like a moon through paper | 宣纸与竹 | Rice paper and bamboo | lantern | 429 | 1900 |
    护眼长臂台灯 | Long-arm desk lamp | 高显色，无可视频闪 | High CRI, no visible flicker | 铝合金 | Aluminium | lamp | 359 | 1700 | tone
    蘑菇充电小夜灯 | Rechargeable mushroom lamp | 轻触调光，一夜不灭 | Touch to dim, lasts the night | 玻璃 | Glass | mushroom | 129 | 420 | tone
    藤编吊灯 | Rattan pendant | 影子落满天花板 | Fills the ceiling with shadow | 藤 | Rattan | pendant | 268 | 900 | size
    黄铜壁灯 | Brass wall light | 上下出光，走廊适用 | Up and down light for a corridor | 黄铜 | Brass | pendant | 319 | 1100 |
    阅读夹灯 | Clip-on reading light | 三色温，夹书夹床头 | Three warmths; clips to page or bed | ABS | ABS | lamp | 59 | 120 | tone
    陶瓷台灯 | Ceramic table lamp | 陶身亚麻罩，暖光 | Clay body, linen shade, warm light | 陶瓷与亚麻 | Ceramic and linen | mushroom | 289 | 2100 | glaze
    感应柜灯 两支 | Motion cabinet lights, two | 磁吸充电，开门即亮 | Magnetic, rechargeable, wakes with the door | 铝 | Aluminium | rail | 79 | 200 | size
    手提露台灯 | Terrace lantern | 防雨，提到哪亮到哪 | Rainproof; carry the evening with you | 钢与玻璃 | Steel and glass | lantern | 199 | 980 | tone
    星点串灯 | Starlight string | 十米百灯，可接太阳能 | Ten metres, a hundred lights | 铜线 | Copper wire | string | 49 | 180 | pack
    `,
  ),
  ...goodsOf(
    'scent',
    `
    大豆蜡香薰蜡烛 | Soy-wax candle | 木芯噼啪，四十五小时 | A crackling wooden wick, 45 hours | 大豆蜡 | Soy wax | candle | 98 | 420 | scent
    无火藤条香薰 | Reed diffuser | 一瓶三个月，不呛 | Three months, never sharp | 植物精油 | Essential oils | diffuser | 138 | 380 | scent
    沉香线香 | Agarwood incense | 细而直，灰不折 | Fine, straight, ash stands | 沉香 | Agarwood | incense | 168 | 90 | pack
    黄铜香插 | Brass incense holder | 一枚山形，也可镇纸 | A small hill; also a paperweight | 黄铜 | Brass | incense | 79 | 210 |
    陶瓷熏香炉 | Ceramic censer | 镂空山纹，烟从峰间出 | Smoke rises between carved peaks | 陶瓷 | Ceramic | censer | 149 | 640 | glaze
    旅行便携香膏 | Travel solid scent | 锡盒随身，上机不怕 | A tin that may fly | 蜂蜡 | Beeswax | tin | 59 | 30 | scent
    车载木质扩香 | Car wood diffuser | 滴一次香一周 | One drop, one week | 山毛榉 | Beech | tin | 49 | 45 | scent
    衣橱雪松木条 | Cedar wardrobe blocks | 防虫除味，砂纸可复香 | Keeps moths off; sand to refresh | 雪松 | Cedar | box | 39 | 260 | pack
    超声波香薰机 | Ultrasonic diffuser | 静音，缺水自停 | Silent, stops when dry | 陶瓷与 PP | Ceramic and PP | diffuser | 229 | 760 | tone
    固体香片礼盒 | Sachet gift box | 四季四味，可挂可放 | Four seasons, four scents | 香蜡 | Scented wax | box | 119 | 300 |
    `,
  ),
  ...goodsOf(
    'paper',
    `
    裸脊手账本 | Open-spine notebook | 平摊一百八十度，不透墨 | Lies flat; ink does not bleed | 道林纸 | Wood-free paper | notebook | 45 | 320 | grid
    黄铜自动铅笔 | Brass mechanical pencil | 越握越亮，0.5 毫米 | Brighter with use, 0.5 mm | 黄铜 | Brass | pen | 128 | 35 |
    活塞钢笔 | Piston fountain pen | 细尖流畅，一次吸满两毫升 | A smooth fine nib that holds 2 ml | 树脂 | Resin | pen | 269 | 28 | tone
    植鞣皮笔袋 | Veg-tan pen roll | 卷起收六支 | Rolls up with six | 植鞣革 | Vegetable-tanned leather | pouch | 189 | 120 | tone
    周计划台历 | Weekly desk planner | 无年份，随时开始 | Undated: begin any week | 特种纸 | Specialty paper | notebook | 38 | 240 |
    矿物彩墨 | Mineral ink | 三十毫升，山水六色 | 30 ml in the colours of hills | 矿物颜料 | Mineral pigment | inkbottle | 68 | 140 | tone
    木质文件盘 | Wooden letter tray | 两层可叠，桌面清爽 | Two tiers for a clear desk | 实木 | Solid wood | tray | 149 | 1200 | wood
    和纸胶带套装 | Washi tape set | 十卷，手撕不残胶 | Ten rolls, tears by hand | 和纸 | Washi | box | 39.9 | 160 |
    速干印台 | Quick-dry ink pad | 纸布木皆可 | For paper, cloth and wood | 海绵与油墨 | Foam and ink | tin | 29 | 60 | tone
    磁吸桌面日晷 | Magnetic desk sundial | 晴天看影，阴天看心情 | Reads the sun; on grey days, you | 黄铜与石材 | Brass and stone | clock | 219 | 540 |
    `,
  ),
  ...goodsOf(
    'plant',
    `
    龟背竹盆栽 | Potted monstera | 耐阴好养，半月一水 | Shade-proof; water twice a month | 含陶盆 | With clay pot | plant | 88 | 3200 | size
    琴叶榕 | Fiddle-leaf fig | 一株撑起客厅一角 | One plant makes a corner | 含盆 | With pot | plant | 268 | 7800 | size
    手捏粗陶花器 | Hand-pinched vase | 一枝即成景 | One branch is a view | 粗陶 | Stoneware | vase | 118 | 720 | glaze
    细口玻璃瓶 | Narrow glass bottle | 单枝水培，光影通透 | For a single stem in water | 玻璃 | Glass | vase | 45 | 360 | tone
    自吸水花盆 | Self-watering planter | 出差两周不操心 | Two weeks away, no worry | 再生塑料 | Recycled plastic | planter | 69 | 540 | tone
    苔藓微景观 | Moss terrarium | 一瓶山林，喷水即可 | A hill in a jar; just mist it | 玻璃与苔藓 | Glass and moss | terrarium | 139 | 880 |
    黄铜浇水壶 | Brass watering can | 长嘴细流，不溅土 | A long spout, no splash | 黄铜 | Brass | kettle | 179 | 480 |
    园艺三件套 | Garden tools, three | 铲、耙、移植器 | Trowel, fork and dibber | 钢与榉木 | Steel and beech | brush | 79 | 520 |
    永生花礼盒 | Preserved-flower box | 三年不凋，不用浇水 | Three years without water | 永生花 | Preserved flowers | bouquet | 239 | 460 | tone
    多肉拼盘 | Succulent tray | 六种一盘，晒足太阳 | Six kinds; give them sun | 含盆 | With pot | planter | 59 | 1100 |
    `,
  ),
]
