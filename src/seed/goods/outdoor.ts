import { goodsOf } from './table.ts'

/** Goods of 野径户外: camp, hike, wear, shoes, ride, train, devices, travel. */
export const OUTDOOR = [
  ...goodsOf(
    'camp',
    `
    双人穿越帐篷 | Two-person trek tent | 一点九公斤，两分钟搭好 | 1.9 kg, up in two minutes | 20D 尼龙 | 20D nylon | tent | 899 | 1900 | tone
    三季家庭隧道帐 | Three-season family tunnel | 一室一厅，雨天也宽敞 | A room and a hall, rain or shine | 涤纶牛津 | Oxford polyester | tent | 1599 | 9800 | tone
    羽绒睡袋 | Down sleeping bag | 舒适温标零下五度 | Comfort to −5 °C | 800 蓬鹅绒 | 800-fill goose down | sleeping | 769 | 980 | size
    充气防潮垫 | Inflatable pad | R 值四点二，十二口气 | R 4.2 in twelve breaths | TPU | TPU | mat | 359 | 560 | size
    月亮椅 | Moon chair | 收起一瓶水大小 | Packs to the size of a bottle | 7075 铝 | 7075 aluminium | chair | 219 | 1150 | tone
    折叠蛋卷桌 | Roll-top table | 竹节桌面，承重三十公斤 | Bamboo slats, carries 30 kg | 榉木 | Beech | table | 299 | 3600 | size
    一体式炉头 | Integrated stove | 两分半烧开一升水 | A litre in two and a half minutes | 钛合金 | Titanium | stove | 329 | 390 |
    钛单层杯 | Titanium cup | 可直火，六十八克 | Straight onto the flame, 68 g | 纯钛 | Titanium | mug | 138 | 68 | volume
    营地复古马灯 | Retro camp lantern | 无级调光，连亮三十小时 | Dims smoothly, burns 30 hours | 铁艺 | Steel | lantern | 169 | 640 | tone
    六角黑胶天幕 | Hexagonal blackout tarp | 遮阳九成九，抗风绳套装 | Blocks 99 % of sun, guylines in | 黑胶涂层 | Blackout coating | tent | 399 | 3100 | tone
    便携桌面烤炉 | Table grill | 可拆洗，四人份 | Comes apart to wash, serves four | 不锈钢 | Stainless steel | stove | 259 | 2900 |
    `,
  ),
  ...goodsOf(
    'hike',
    `
    轻装徒步背包 | Fastpack | 悬浮背负，腰带承重 | Suspended back, load on the hips | 420D 尼龙 | 420D nylon | backpack | 599 | 980 | tone litre
    城市通勤背包 | Commuter backpack | 十六寸电脑仓，防泼水 | 16-inch sleeve, sheds rain | 再生涤纶 | Recycled polyester | backpack | 329 | 820 | tone
    碳纤维登山杖 | Carbon trekking poles | 一对三百八十克 | A pair weighs 380 g | 碳纤维 | Carbon fibre | poles | 359 | 380 |
    越野跑水袋包 | Trail vest | 贴身不晃，前置软水壶 | No bounce, soft flasks in front | 弹力网布 | Stretch mesh | backpack | 399 | 260 | size
    保温水壶 | Insulated bottle | 十二小时烫嘴，二十四小时冰 | 12 h hot, 24 h cold | 316 不锈钢 | Stainless steel 316 | bottle | 129 | 380 | tone volume
    软质滤水壶 | Filter flask | 野外溪水直饮 | Drink straight from the stream | TPU | TPU | bottle | 239 | 110 |
    高亮头灯 | Headlamp | 六百流明，红光模式 | 600 lumens with a red mode | 铝与 ABS | Aluminium and ABS | headlamp | 189 | 92 | tone
    户外急救包 | First-aid kit | 四十三件，防水收纳 | 43 pieces in a dry bag | 尼龙 | Nylon | pouch | 99 | 310 |
    防水压缩袋 | Dry compression sack | 卷口密封，浮得起来 | Roll-top; it floats | 210T 涤纶 | 210T polyester | pouch | 69 | 130 | litre
    指南针户外手表 | Outdoor watch | 双频定位，续航二十天 | Dual-band GPS, 20 days | 钢化玻璃与钢 | Glass and steel | watch | 1299 | 62 | tone
    攀登绳 60 米 | Climbing rope, 60 m | 九点五毫米，干处理 | 9.5 mm, dry treated | 尼龙 | Nylon | rope | 859 | 3700 | tone
    `,
  ),
  ...goodsOf(
    'wear',
    `
    三合一冲锋衣 | 3-in-1 shell jacket | 可拆抓绒内胆，四季能穿 | Zip-out fleece for all seasons | 三层压胶面料 | Three-layer laminate | jacket | 799 | 860 | tone wear
    轻薄羽绒服 | Light down jacket | 收进口袋只有拳头大 | Packs into its own pocket | 90% 鹅绒 | 90 % goose down | jacket | 599 | 320 | tone wear
    防晒皮肤衣 | Sun shell | UPF 50+，一百一十克 | UPF 50+, 110 g | 锦纶 | Nylon | jacket | 199 | 110 | tone wear
    速干短袖 | Quick-dry tee | 出汗不贴身 | Stays off the skin | 涤纶凉感纱 | Cooling yarn | tee | 99 | 130 | tone wear
    美利奴打底衫 | Merino base layer | 三天不换也不臭 | Three days without a smell | 美利奴羊毛 | Merino wool | tee | 299 | 190 | tone wear
    弹力徒步长裤 | Stretch hiking trousers | 四面弹，膝部立裁 | Four-way stretch, shaped knee | 锦纶弹力 | Stretch nylon | trousers | 259 | 340 | tone wear
    抓绒半拉链 | Fleece half-zip | 蓄热快，单穿内搭都行 | Warms fast, alone or under | 再生抓绒 | Recycled fleece | jacket | 229 | 310 | tone wear
    宽檐渔夫帽 | Wide-brim hat | 可折叠，带抽绳 | Folds, with a cord | 棉 | Cotton | hat | 79 | 90 | tone
    羊毛徒步袜 两双 | Wool hiking socks, two | 足弓支撑，加厚跟尖 | Arch hold, padded heel and toe | 羊毛混纺 | Wool blend | socks | 69 | 120 | size
    触屏防风手套 | Touchscreen gloves | 掌心防滑，屏幕可用 | Grippy palm, works the phone | 软壳 | Softshell | gloves | 89 | 80 | wear
    雨衣斗篷 | Rain poncho | 能罩住背包 | Covers you and the pack | PU 涂层 | PU coating | jacket | 119 | 330 | tone
    `,
  ),
  ...goodsOf(
    'shoes',
    `
    防水中帮徒步鞋 | Waterproof mid boots | 大底咬地，雨天不滑 | A sole that bites wet rock | 反绒皮 | Suede | boot | 659 | 980 | shoe
    轻量越野跑鞋 | Light trail runners | 四毫米落差，回弹轻快 | 4 mm drop, quick return | 工程网布 | Engineered mesh | shoe | 499 | 520 | shoe
    溯溪凉鞋 | Water sandals | 速干织带，趾部包头 | Quick-dry webbing, covered toe | 织带与橡胶 | Webbing and rubber | sandal | 269 | 460 | shoe
    营地便鞋 | Camp slip-ons | 一脚蹬，可踩跟 | Step in, heel folds flat | 棉与羊毛 | Cotton and wool | shoe | 159 | 340 | shoe
    城市缓震跑鞋 | Road runners | 氮气中底，五公里不累 | Nitrogen midsole, five easy km | 飞织 | Knit | shoe | 459 | 480 | shoe
    雪地靴 | Snow boots | 羊毛内里，零下二十度 | Wool lined to −20 °C | 牛皮与羊毛 | Leather and wool | boot | 539 | 1200 | shoe
    帆布休闲鞋 | Canvas sneakers | 硫化工艺，越穿越软 | Vulcanised, softer each day | 帆布 | Canvas | shoe | 189 | 620 | shoe
    速干鞋垫 | Quick-dry insoles | 足弓托举，可裁 | Arch lift, cut to size | EVA | EVA | insole | 59 | 90 | size
    防滑冰爪 | Ice cleats | 十九齿，套上就走 | Nineteen spikes, pull on and go | 锰钢 | Manganese steel | insole | 109 | 420 | size
    皮面护理套装 | Leather care kit | 清洁、滋养、防水三步 | Clean, feed, proof | 植物油脂 | Plant oils | tin | 75 | 350 |
    松紧快系鞋带 | Elastic quick laces | 一拉即紧，两双装 | Pull once; two pairs | 弹力绳 | Elastic cord | rope | 25 | 30 |
    `,
  ),
  ...goodsOf(
    'ride',
    `
    公路骑行头盔 | Road helmet | 十八孔，二百四十克 | 18 vents, 240 g | EPS 与 PC | EPS and PC | helmet | 329 | 240 | tone size
    城市折叠车 | City folding bike | 十秒折好，进得了地铁 | Folds in ten seconds for the metro | 铝合金 | Aluminium | bike | 2599 | 11200 | tone
    骑行前灯 | Bike front light | 截止线设计，不晃眼 | A cut-off beam that blinds nobody | 铝合金 | Aluminium | headlamp | 149 | 130 |
    尾灯雷达 | Rear radar light | 来车一百四十米提醒 | Warns at 140 metres | ABS | ABS | headlamp | 899 | 80 |
    弹力骑行服 | Cycling jersey | 三口袋，反光滚边 | Three pockets, reflective piping | 速干面料 | Quick-dry knit | tee | 239 | 160 | tone wear
    硅胶坐垫套 | Saddle cover | 长途不硌 | Kind on long rides | 硅胶 | Silicone | mat | 69 | 220 |
    便携打气筒 | Mini pump | 带压力表，一百二十 PSI | With a gauge, to 120 psi | 铝合金 | Aluminium | poles | 119 | 140 | tone
    车把包 | Handlebar bag | 手机仓可触控 | Touch-through phone window | 防水布 | Waterproof cloth | pouch | 129 | 260 | tone
    多功能工具 | Multi-tool | 二十合一，一枚钥匙大 | Twenty in one, the size of a key | 铬钒钢 | Chrome-vanadium | tool | 99 | 130 |
    骑行水壶 | Cycling bottle | 单手挤压，无味 | One-hand squeeze, no taste | 食品级 PP | Food-grade PP | bottle | 49 | 90 | tone
    山地车锁 | Mountain-bike lock | 折叠七节，防剪 | Seven links, resists cutters | 合金钢 | Alloy steel | tool | 179 | 980 |
    `,
  ),
  ...goodsOf(
    'train',
    `
    可调节哑铃 | Adjustable dumbbell | 一转换重，五到二十五公斤 | One turn, 5 to 25 kg | 钢 | Steel | dumbbell | 899 | 25000 | pack
    天然橡胶瑜伽垫 | Natural-rubber yoga mat | 五毫米，湿手不滑 | 5 mm, grips wet hands | 天然橡胶 | Natural rubber | mat | 239 | 2400 | tone
    弹力带五件套 | Resistance bands, five | 五档阻力，附门扣 | Five strengths and a door anchor | 乳胶 | Latex | rope | 79 | 420 |
    泡沫轴 | Foam roller | 中空浮点，放松筋膜 | Hollow, knobbed, loosens | EVA | EVA | roller | 89 | 560 | tone
    计数跳绳 | Counting rope | 磁感计数，钢丝绳芯 | Magnetic counter, steel core | 钢丝与硅胶 | Steel and silicone | rope | 59 | 180 | tone
    壶铃 | Kettlebell | 一体铸造，握柄磨砂 | Cast in one, matt grip | 铸铁 | Cast iron | kettlebell | 139 | 8000 | weight
    健身手套 | Training gloves | 掌垫防茧，透气 | Padded palms that breathe | 超纤 | Microfibre | gloves | 69 | 90 | wear
    运动毛巾 | Sports towel | 冷感织物，甩一甩更凉 | Shake it to cool | 冷感纱 | Cooling yarn | towel | 39 | 110 | tone
    平衡板 | Balance board | 桦木弧面，练核心 | Curved birch for the core | 桦木 | Birch | board | 269 | 3200 | wood
    筋膜枪 | Massage gun | 静音四档，一掌可握 | Quiet, four speeds, palm-sized | 铝合金 | Aluminium | tool | 429 | 480 | tone
    腹肌轮 | Ab wheel | 自动回弹，附跪垫 | Rolls itself back, pad included | TPR | TPR | roller | 99 | 980 |
    `,
  ),
  ...goodsOf(
    'device',
    `
    开放式骨传导耳机 | Bone-conduction headphones | 听见音乐也听见车 | Hear the music and the traffic | 钛与硅胶 | Titanium and silicone | headphones | 699 | 29 | tone
    头戴降噪耳机 | Noise-cancelling headphones | 四十小时，折叠收纳 | 40 hours, folds flat | 蛋白皮 | Protein leather | headphones | 899 | 250 | tone
    户外蓝牙音箱 | Outdoor speaker | 防水七级，可浮 | IPX7, and it floats | 织物与橡胶 | Fabric and rubber | speaker | 299 | 540 | tone
    太阳能充电宝 | Solar power bank | 两万毫安，三防 | 20,000 mAh, rugged | ABS | ABS | powerbank | 229 | 460 |
    磁吸无线充电宝 | Magnetic power bank | 一万毫安，薄过手机 | 10,000 mAh, thinner than a phone | 铝合金 | Aluminium | powerbank | 199 | 190 | tone
    编织快充线 | Braided fast cable | 两米一百瓦，抗弯三万次 | Two metres, 100 W, 30,000 bends | 尼龙编织 | Braided nylon | cable | 45 | 60 | tone
    桌面手机支架 | Desk phone stand | 一整块铝，角度随停 | One piece of aluminium | 铝 | Aluminium | stand | 79 | 210 | tone
    运动相机 | Action camera | 五点三 K，裸机防水十米 | 5.3K, 10 m without a case | 复合材料 | Composite | camera | 1899 | 150 |
    车载吸盘支架 | Car mount | 颠簸不掉，单手取放 | Holds on rough roads | ABS 与硅胶 | ABS and silicone | stand | 69 | 130 |
    手表充电底座 | Watch dock | 磁吸对准，床头夜光 | Snaps in place, glows at night | 硅胶 | Silicone | stand | 89 | 120 | tone
    无叶挂脖风扇 | Neck fan | 三档风，六小时 | Three speeds, six hours | ABS | ABS | headphones | 129 | 260 | tone
    `,
  ),
  ...goodsOf(
    'travel',
    `
    铝框登机箱 | Aluminium-frame cabin case | 静音轮，海关锁 | Silent wheels, customs lock | PC 与铝 | Polycarbonate and aluminium | suitcase | 599 | 3600 | tone
    软壳托运箱 | Soft-side checked case | 可扩展，防泼水 | Expands, sheds water | 尼龙 | Nylon | suitcase | 459 | 4100 | tone litre
    收纳袋六件套 | Packing cubes, six | 分类清楚，可压缩 | Sorted and squeezed | 涤纶 | Polyester | pouch | 89 | 380 | tone
    真皮护照夹 | Leather passport wallet | 防盗刷夹层 | With a shielding layer | 头层牛皮 | Full-grain leather | wallet | 149 | 80 | tone
    自动反向伞 | Reverse umbrella | 收伞不湿身，抗八级风 | Keeps you dry, stands a gale | 碳纤维骨 | Carbon ribs | umbrella | 129 | 420 | tone
    旅行枕 | Travel pillow | 三面支撑，可压缩 | Holds on three sides | 记忆棉 | Memory foam | pillow | 99 | 330 | tone
    洗漱分装套 | Toiletry bottles | 五瓶两盒，登机允许 | Five bottles, cabin-legal | 硅胶 | Silicone | pump | 69 | 190 | tone
    斜挎随身包 | Crossbody bag | 三仓，藏得住护照 | Three pockets, one hidden | 防水帆布 | Waterproof canvas | pouch | 179 | 320 | tone
    万能转换插头 | Universal adapter | 一百五十国，四口快充 | 150 countries, four fast ports | PC 阻燃 | Flame-retardant PC | powerbank | 139 | 180 |
    折叠旅行水壶 | Folding kettle | 双电压，酒店烧水放心 | Dual voltage, your own clean water | 食品级硅胶 | Food-grade silicone | kettle | 159 | 640 | tone
    行李称 | Luggage scale | 五十公斤，一提即读 | To 50 kg, lift and read | 不锈钢 | Stainless steel | tool | 39 | 90 |
    `,
  ),
]
