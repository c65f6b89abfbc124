import type { paths } from './schema.generated.ts'

/** What the API answers, by path and verb, so that the generated types stay the only source. */
export type Ok<Operation> = Operation extends { responses: infer R }
  ? R[Extract<keyof R, 200 | 201 | 202>] extends infer Answer
    ? Answer extends { content: { 'application/json': infer T } }
      ? T
      : never
    : never
  : never
type Body<Operation> = Operation extends { requestBody: { content: { 'application/json': infer T } } }
  ? T
  : never
export type Item<List> = List extends { items: (infer T)[] } ? T : never

export type Session = Ok<paths['/v1/session']['get']>
export type Category = Item<Ok<paths['/v1/categories']['get']>>
export type Shop = Item<Ok<paths['/v1/shops']['get']>>
export type ProductCard = Item<Ok<paths['/v1/products']['get']>>
export type Product = Ok<paths['/v1/products/{id}']['get']>
export type Sku = Product['skus'][number]
export type Cart = Ok<paths['/v1/cart']['get']>
export type CartGroup = Cart['groups'][number]
export type CartLine = CartGroup['lines'][number]
export type Address = Item<Ok<paths['/v1/addresses']['get']>>
export type NewAddress = Body<paths['/v1/addresses']['post']>
export type Quote = Ok<paths['/v1/quotes']['post']>
export type Want = Body<paths['/v1/quotes']['post']>['lines'][number]
export type NewTrade = Body<paths['/v1/trades']['post']>
export type Invoice = NonNullable<NewTrade['invoice']>
export type Trade = Ok<paths['/v1/trades/{no}']['get']>
export type OrderSummary = Item<Ok<paths['/v1/orders']['get']>>
export type Order = Ok<paths['/v1/orders/{no}']['get']>
export type OrderLine = Order['lines'][number]
export type TimelineEntry = Item<Ok<paths['/v1/orders/{no}/timeline']['get']>>
export type InboxMessage = Item<Ok<paths['/v1/inbox']['get']>>
export type Contact = Ok<paths['/v1/contact']['get']>
export type Attempt = Ok<paths['/v1/attempts/{no}']['get']>
export type Presentation = NonNullable<Attempt['presentation']>
export type NewAttempt = Body<paths['/v1/trades/{no}/attempts']['post']>
export type Cashier = Ok<paths['/v1/trades/{no}/cashier']['get']>
export type CashierMethod = Cashier['methods'][number]
export type CombinedOrder = Ok<paths['/v1/combined-orders/{no}']['get']>
export type NewCombinedOrder = Body<paths['/v1/combined-orders']['post']>
export type CombinedCashier = Ok<paths['/v1/combined-cashier']['get']>
/** What is shown to a payer: of one attempt, or of several that are paid at once. */
export type Shown = Pick<Attempt, 'no' | 'channel' | 'amount' | 'currency' | 'presentation' | 'expiresAt'>
export type Wallet = Ok<paths['/v1/wallet']['get']>
export type Movement = Item<Ok<paths['/v1/wallet/movements']['get']>>
