import type { CombinedOrder, CombinedPage } from '../../flows/index.ts'
import { present } from '../../kernel/assert.ts'
import { sum } from '../../kernel/money.ts'
import type { CatalogFacts } from '../../modules/catalog/index.ts'
import { combinedStateOf } from '../../modules/payment/index.ts'
import { renderAttempt } from './attempt.ts'
import { renderMethods, WORDS } from './cashier.ts'
import { shopRef } from './quote.ts'

export const renderCombinedOrder = ({ combinedNo, parts }: CombinedOrder) => {
  const first = present(parts[0], `a part of ${combinedNo}`)
  const { channel, method, currency, expiresAt, createdAt } = first
  const state = combinedStateOf(parts)
  const rendered = parts.map(renderAttempt)
  return {
    no: combinedNo,
    channel,
    method,
    amount: sum(parts.map(({ amount }) => amount)),
    currency,
    state,
    // One code pays for all of them, so it is shown only while every part is waited for.
    presentation: state === 'ready' ? first.presentation : null,
    failure: rendered.find(({ failure }) => failure !== null)?.failure ?? null,
    expiresAt,
    createdAt,
    parts: rendered,
  }
}

export const renderCombinedCashier = (page: CombinedPage, catalog: CatalogFacts, now: Date) => ({
  currency: page.trades[0]?.trade.currency ?? '',
  amount: page.amount,
  now,
  expiresAt: page.expiresAt,
  lastStartAt: page.lastStartAt,
  trades: page.trades.map(({ trade, page: { due, captured, orders }, amount, reason }) => ({
    no: trade.tradeNo,
    state: trade.state,
    shops: orders.map(({ order }) => {
      const shop = catalog.shopFacts(order.shopId)
      return shop ? shopRef(shop) : { id: order.shopId, name: '', nameEn: '', kind: order.scene }
    }),
    payable: due,
    captured,
    amount,
    expiresAt: trade.expiresAt,
    reason: reason && { code: reason, title: WORDS[reason] },
  })),
  methods: renderMethods(page.methods),
  current: page.current && renderCombinedOrder(page.current),
})
