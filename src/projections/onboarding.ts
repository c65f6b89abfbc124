import { sql } from 'kysely'
import type { Label } from '../kernel/machine.ts'
import { NUMBER_CHANNELS, NUMBER_KINDS } from '../kernel/number.ts'
import type { Db } from '../platform/db.ts'

export type StepCode = 'goods' | 'key' | 'signing' | 'webhook' | 'order' | 'paid' | 'heard'

/** A step on a shop's way to its first order by its own server; done is what the facts say, nobody ticks it off. */
export type OnboardingStep = {
  readonly code: StepCode
  readonly title: Label
  readonly what: Label
  /** The console's page where it is done. */
  readonly link: string
  readonly doneAt: Date | null
}

type Step = Omit<OnboardingStep, 'doneAt'>
const step = (
  code: StepCode,
  link: string,
  [zh, en]: [string, string],
  [how, howEn]: [string, string],
): Step => ({
  code,
  link,
  title: { zh, en },
  what: { zh: how, en: howEn },
})

const STEPS: readonly Step[] = [
  step(
    'goods',
    '/products',
    ['上架商品', 'Goods on sale'],
    ['至少一件商品已上架且有可售库存', 'At least one product is listed and in stock'],
  ),
  step(
    'key',
    '/keys',
    ['创建服务端密钥', 'A key for your server'],
    ['授予下单、发起支付与查询的权限', 'With the scopes to order, to open payments and to read'],
  ),
  step(
    'signing',
    '/keys',
    ['请求签名', 'Signed requests'],
    ['登记公钥或领取 HMAC 密钥', 'Register a public key, or take an HMAC secret'],
  ),
  step(
    'webhook',
    '/webhooks',
    ['登记推送地址', 'A webhook endpoint'],
    ['您的系统由此得知支付与退款', 'By it your system hears of payments and refunds'],
  ),
  step(
    'order',
    '/orders',
    ['沙箱首单', 'The first order by your server'],
    ['用密钥为一位顾客下单', 'Your server orders for a customer'],
  ),
  step(
    'paid',
    '/orders',
    ['首单已付款', 'It is paid'],
    ['在模拟钱包中付款', 'Pay it in the simulated wallet'],
  ),
  step(
    'heard',
    '/webhooks',
    ['收到推送', 'Your system was told'],
    ['您的系统以 2xx 答复了一次推送', 'It answered a delivery with 2xx'],
  ),
]

/** Orders that servers place carry their channel in the second digit of the number. */
const BY_SERVER = {
  from: `${NUMBER_KINDS.order}${NUMBER_CHANNELS.server}`,
  before: `${NUMBER_KINDS.order}${NUMBER_CHANNELS.server + 1}`,
}

/** What a shop has done of its onboarding, and when first. */
export async function onboardingOf(db: Db, shopId: number): Promise<readonly OnboardingStep[]> {
  const { rows } = await sql<Record<StepCode, Date | null>>`
    select
      (select min(spu.created_at) from spu join sku on sku.spu_id = spu.id and sku.state = 'active'
       join stock on stock.sku_id = sku.id and stock.available > 0
       where spu.shop_id = ${shopId} and spu.state = 'listed') as goods,
      (select min(created_at) from server_key where shop_id = ${shopId} and revoked_at is null
         and 'trade.create' = any(scopes) and 'payment.create' = any(scopes)) as key,
      (select min(one.created_at) from signing_credential one join server_key key on key.id = one.key_id
       where key.shop_id = ${shopId} and key.revoked_at is null and one.revoked_at is null) as signing,
      (select min(created_at) from webhook_endpoint where shop_id = ${shopId} and state = 'active') as webhook,
      (select placed_at from shop_order where shop_id = ${shopId}
         and order_no >= ${BY_SERVER.from} and order_no < ${BY_SERVER.before}
       order by order_no limit 1) as "order",
      (select paid_at from shop_order where shop_id = ${shopId} and paid_at is not null
         and order_no >= ${BY_SERVER.from} and order_no < ${BY_SERVER.before}
       order by order_no limit 1) as paid,
      (select min(delivered_at) from webhook_delivery delivery
       join webhook_endpoint endpoint on endpoint.id = delivery.endpoint_id
       where endpoint.shop_id = ${shopId} and delivery.state = 'delivered') as heard`.execute(db)
  const done = rows[0]!
  return STEPS.map((one) => ({ ...one, doneAt: done[one.code] }))
}
