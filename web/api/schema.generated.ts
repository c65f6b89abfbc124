/**
 * The wire types of /v1 in the shape openapi-typescript writes. `npm run api:client` writes this file anew from
 * /v1/openapi.json; nothing but `nouns.ts` and `client.ts` reads it.
 */

type Label = { zh: string; en: string }
type Page<T> = { items: T[]; nextCursor: string | null }
type Json<T> = { headers: { [name: string]: unknown }; content: { 'application/json': T } }
type Problem = { headers: { [name: string]: unknown }; content: { 'application/problem+json': schemas['Problem'] } }
type Key = { 'idempotency-key': string }

type Get<Answer, Path = never, Query = never> = {
  parameters: {
    query?: [Query] extends [never] ? never : Query
    header?: never
    path: Path
    cookie?: never
  }
  requestBody?: never
  responses: { 200: Json<Answer>; default: Problem }
}
type Read<Answer, Query = never> = {
  parameters: {
    query?: [Query] extends [never] ? never : Query
    header?: never
    path?: never
    cookie?: never
  }
  requestBody?: never
  responses: { 200: Json<Answer>; default: Problem }
}
type Write<Answer, Body, Path = undefined> = {
  parameters: Path extends undefined
    ? { query?: never; header?: Key; path?: never; cookie?: never }
    : { query?: never; header?: Key; path: Path; cookie?: never }
  requestBody: { content: { 'application/json': Body } }
  responses: { 200: Json<Answer>; default: Problem }
}

interface schemas {
  Problem: {
    type: string
    title: string
    status: number
    code: string
    param?: string
    retry: 'never' | 'same' | 'later'
    requestId: string
    detail?: { [key: string]: unknown }
  }
  Session: {
    kind: 'guest' | 'buyer' | 'staff'
    id?: string | null
    name?: string | null
    phone?: string | null
    role?: string | null
    shopId?: string | null
    permissions: string[]
    csrf: string | null
    demo: boolean
    wechat: boolean
  }
  Buyer: { id: string; name: string; phone: string | null }
  Category: { id: number; name: Label; parentId: number | null; sort: number }
  Shop: {
    id: number
    name: string
    nameEn?: string
    kind: 'retail' | 'hotel'
    logo: string | null
    selfOperated: boolean
  }
  ShopName: { id: number; name: string; nameEn?: string; kind: 'retail' | 'hotel' }
  ProductCard: {
    id: number
    title: string
    titleEn?: string
    subtitle: string | null
    subtitleEn?: string | null
    image: string | null
    minPrice: number
    maxPrice: number
    listPrice: number | null
    currency: string
    shop: schemas['ShopName']
    soldOut: boolean
  }
  Product: {
    id: number
    title: string
    titleEn?: string
    subtitle: string | null
    subtitleEn?: string | null
    description: string | null
    descriptionEn?: string | null
    images: string[]
    shop: schemas['ShopName']
    attributes: { name: string; nameEn?: string; value: string; valueEn?: string }[]
    options: { name: string; nameEn?: string; values: { value: string; valueEn?: string }[] }[]
    skus: schemas['Sku'][]
    version: number
  }
  Sku: {
    id: number
    spec: { [name: string]: string }
    specText: string
    specTextEn?: string
    price: number
    listPrice: number | null
    image: string | null
    /** Capped at 99. */
    available: number
    barcode: string | null
  }
  CartLine: {
    skuId: number
    productId: number
    title: string
    titleEn?: string
    specText: string
    specTextEn?: string
    image: string | null
    quantity: number
    limit: number
    selected: boolean
    unitPrice: number
    priceWhenAdded: number
    state: 'ok' | 'delisted' | 'out_of_stock' | 'price_changed'
    available: number
  }
  Cart: {
    groups: { shop: schemas['ShopName']; lines: schemas['CartLine'][]; subtotal: number }[]
    selectedCount: number
    quote: schemas['Quote'] | null
  }
  Address: {
    id: number
    name: string
    phone: string
    province: string
    city: string
    district: string
    street: string
    isDefault: boolean
  }
  NewAddress: Omit<schemas['Address'], 'id'>
  Stage: { stage: string; amount: number; label: Label | string }
  QuoteLine: {
    skuId: number
    title: string
    titleEn?: string
    specText: string
    specTextEn?: string
    image: string | null
    quantity: number
    unitPrice: number
    goodsAmount: number
    shopDiscount: number
    platformDiscount: number
    pointsAmount: number
    freight: number
    payable: number
    stages: schemas['Stage'][]
  }
  Quote: {
    hash: string
    currency: string
    groups: {
      shop: schemas['ShopName']
      lines: schemas['QuoteLine'][]
      goodsAmount: number
      shopDiscount: number
      platformDiscount: number
      pointsAmount: number
      freight: number
      payable: number
    }[]
    goodsAmount: number
    discountAmount: number
    freightAmount: number
    payable: number
    discounts: { title: Label | string; bearer: 'shop' | 'platform'; amount: number }[]
    explanation: { title: Label | string; amount: number }[]
    scene: string
    payWindowMinutes: number
  }
  Want: { skuId: number; quantity: number }
  Invoice: { type: 'none' | 'personal' | 'company'; title?: string; taxNo?: string }
  NewTrade: {
    lines: schemas['Want'][]
    addressId: number
    quoteHash: string
    remarks?: { [shopId: string]: string }
    invoice?: schemas['Invoice']
  }
  Trade: {
    no: string
    state: 'open' | 'closing' | 'paid' | 'closed'
    buyerId: string
    currency: string
    goodsAmount: number
    discountAmount: number
    freightAmount: number
    payableAmount: number
    placedAt: string
    expiresAt: string
    paidAt: string | null
    closedAt: string | null
    orders: schemas['OrderSummary'][]
    actions: string[]
    version: number
  }
  OrderSummary: {
    no: string
    tradeNo: string
    shop: schemas['ShopName']
    state: string
    paymentState: string
    display: { buyer: Label; seller: Label }
    currency: string
    payableAmount: number
    lines: schemas['OrderLine'][]
    placedAt: string
    actions: string[]
  }
  OrderLine: {
    lineNo: number
    skuId: number
    title: string
    titleEn?: string
    specText: string
    specTextEn?: string
    image: string | null
    quantity: number
    unitPrice: number
    goodsAmount: number
    shopDiscount: number
    platformDiscount: number
    pointsAmount: number
    freight: number
    payable: number
    refundedQuantity: number
    stages: schemas['Stage'][]
  }
  Order: schemas['OrderSummary'] & {
    goodsAmount: number
    discountAmount: number
    freightAmount: number
    address: Omit<schemas['Address'], 'id' | 'isDefault'> | null
    remark: string | null
    invoice: schemas['Invoice'] | null
    payment: { allocationNo: string; paidAt: string; channel: string } | null
    refunds: schemas['Refund'][]
    expiresAt: string | null
    paidAt: string | null
    confirmedAt: string | null
    completedAt: string | null
    cancelledAt: string | null
    version: number
  }
  Refund: {
    no: string
    orderNo: string
    amount: number
    state: 'requested' | 'approved' | 'processing' | 'succeeded' | 'failed' | 'rejected'
    reason: string
    createdAt: string
    succeededAt: string | null
  }
  TimelineEntry: {
    at: string
    actor: string
    move: { machine: string; from: string; on: string; to: string }
    label: Label
    reason: string | null
  }
  PaymentMethod: { channel: 'wechat'; method: 'native'; title: Label | string }
  Attempt: {
    no: string
    tradeNo: string
    orderNos: string[]
    channel: string
    method: string
    amount: number
    currency: string
    state: 'created' | 'ready' | 'unknown' | 'closing' | 'closed' | 'failed' | 'succeeded' | 'conflicted'
    presentation: { kind: 'qr'; codeUrl: string } | null
    failure: { code: string; title: Label | string; nextSteps: ('retry' | 'other_method' | 'service')[] } | null
    expiresAt: string
    createdAt: string
    succeededAt: string | null
  }
}

type Nothing = Record<string, never>
type Id = { id: number }
type No = { no: string }
type Listing = { cursor?: string; limit?: number }

export interface components {
  schemas: schemas
}

export interface paths {
  '/v1/session': {
    get: Read<schemas['Session']>
    delete: { parameters: Nothing; responses: { 204: { headers: Nothing; content?: never }; default: Problem } }
  }
  '/v1/session/otp': { post: Write<Nothing, { phone: string }> }
  '/v1/session/phone': { post: Write<{ buyer: schemas['Buyer'] }, { phone: string; code: string }> }
  '/v1/session/refresh': { post: Write<Nothing, Nothing> }
  '/v1/demo/otp': { get: Read<{ code: string | null }, { phone: string }> }
  '/v1/demo/simulator': { get: Read<{ url: string }> }
  '/v1/categories': { get: Read<{ items: schemas['Category'][] }> }
  '/v1/shops': { get: Read<Page<schemas['Shop']>> }
  '/v1/shops/{id}': { get: Get<schemas['Shop'], Id> }
  '/v1/products': {
    get: Read<Page<schemas['ProductCard']>, Listing & { category?: number; shop?: number; q?: string }>
  }
  '/v1/products/{id}': { get: Get<schemas['Product'], Id> }
  '/v1/cart': { get: Read<schemas['Cart']> }
  '/v1/cart/lines/{skuId}': {
    put: Write<schemas['Cart'], { quantity: number; selected: boolean }, { skuId: number }>
    delete: {
      parameters: { query?: never; header?: never; path: { skuId: number }; cookie?: never }
      responses: { 204: { headers: Nothing; content?: never }; default: Problem }
    }
  }
  '/v1/addresses': { get: Read<{ items: schemas['Address'][] }>; post: Write<schemas['Address'], schemas['NewAddress']> }
  '/v1/addresses/{id}': {
    put: Write<schemas['Address'], schemas['NewAddress'], Id>
    delete: {
      parameters: { query?: never; header?: never; path: Id; cookie?: never }
      responses: { 204: { headers: Nothing; content?: never }; default: Problem }
    }
  }
  '/v1/quotes': { post: Write<schemas['Quote'], { lines: schemas['Want'][]; addressId?: number }> }
  '/v1/trades': { post: Write<schemas['Trade'], schemas['NewTrade']> }
  '/v1/trades/{no}': { get: Get<schemas['Trade'], No> }
  '/v1/trades/{no}/cancel': { post: Write<schemas['Trade'], { reason?: string }, No> }
  '/v1/trades/{no}/attempts': {
    post: Write<schemas['Attempt'], { channel: 'wechat'; method: 'native' }, No>
  }
  '/v1/attempts/{no}': { get: Get<schemas['Attempt'], No> }
  '/v1/attempts/{no}/check': { post: Write<schemas['Attempt'], Nothing, No> }
  '/v1/payment-methods': { get: Read<{ items: schemas['PaymentMethod'][] }> }
  '/v1/orders': { get: Read<Page<schemas['OrderSummary']>, Listing & { state?: string }> }
  '/v1/orders/{no}': { get: Get<schemas['Order'], No> }
  '/v1/orders/{no}/timeline': { get: Get<{ items: schemas['TimelineEntry'][] }, No> }
  '/v1/orders/{no}/cancel': { post: Write<schemas['Order'], { reason?: string }, No> }
  '/v1/orders/{no}/complete': { post: Write<schemas['Order'], Nothing, No> }
}
