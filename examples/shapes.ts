/** The parts of the API's answers that the stories read. */
export type Product = {
  readonly id: string
  readonly title: string
  readonly shop: { readonly id: string; readonly name: string; readonly kind: string }
  readonly soldOut: boolean
}
export type Sku = { readonly id: string; readonly price: number; readonly available: number }
export type Quote = {
  readonly hash: string
  readonly goodsAmount: number
  readonly discountAmount: number
  readonly freightAmount: number
  readonly payable: number
}
export type Trade = {
  readonly no: string
  readonly state: string
  readonly payableAmount: number
  readonly orders: readonly { readonly no: string }[]
}
export type Order = {
  readonly no: string
  readonly state: string
  readonly paymentState: string
  readonly shop: { readonly name: string }
  readonly payable: number
  readonly display: { readonly buyer: { readonly en: string } }
  readonly payment: { readonly allocationNo: string } | null
}
export type Attempt = {
  readonly no: string
  readonly state: string
  readonly amount: number
  readonly presentation: { readonly codeUrl: string } | null
}
export type Payment = {
  readonly due: number
  readonly captured: number
  readonly over: number
  readonly refunding: number
  readonly refunded: number
  readonly state: string
  readonly attempts: readonly { readonly no: string; readonly state: string }[]
  readonly refunds: readonly { readonly no: string; readonly state: string; readonly amount: number }[]
}
export type TrialBalance = {
  readonly currency: readonly {
    readonly currency: string
    readonly debit: number
    readonly credit: number
    readonly difference: number
  }[]
  readonly rows: readonly {
    readonly purpose: string
    readonly ownerType: string
    readonly debit: number
    readonly credit: number
  }[]
}
export type Items<T> = { readonly items: readonly T[] }
