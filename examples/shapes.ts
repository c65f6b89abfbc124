/** The parts of the API's answers that the stories read. */
export type Items<T> = { readonly items: readonly T[] }

export type Product = {
  readonly id: number
  readonly title: string
  readonly shop: { readonly id: number; readonly name: string; readonly kind: string }
  readonly soldOut: boolean
}
export type ProductPage = {
  readonly title: string
  readonly skus: readonly { readonly id: number; readonly price: number; readonly available: number }[]
}
export type Quote = {
  readonly hash: string
  readonly goodsAmount: number
  readonly discountAmount: number
  readonly freightAmount: number
  readonly payable: number
  readonly groups: readonly { readonly shop: { readonly name: string }; readonly payable: number }[]
}
export type Order = {
  readonly no: string
  readonly shop: { readonly name: string }
  readonly state: string
  readonly paymentState: string
  readonly payableAmount: number
  readonly display: { readonly buyer: { readonly zh: string; readonly en: string } }
  readonly payment?: { readonly allocationNo: string } | null
}
export type Trade = {
  readonly no: string
  readonly state: string
  readonly payableAmount: number
  readonly orders: readonly Order[]
}
export type Attempt = { readonly no: string; readonly state: string; readonly amount: number }

/** `surplus`: what came beyond what is due; `over`: the part of it that is not yet on its way back. */
export type Payment = {
  readonly due: number
  readonly captured: number
  readonly refunded: number
  readonly surplus: number
  readonly surplusRefunded: number
  readonly over: number
  readonly refunds: readonly { readonly no: string; readonly state: string; readonly amount: number }[]
}
export type Evidence = {
  readonly kind: string
  readonly verified: boolean
  readonly verdict: string
  readonly outcome: string | null
}

export type TrialBalance = {
  readonly currencies: readonly {
    readonly currency: string
    readonly debit: number
    readonly credit: number
    readonly difference: number
  }[]
}
export type Account = {
  readonly ownerName: string
  readonly currency: string
  readonly label: { readonly zh: string; readonly en: string }
  readonly debit: number
  readonly credit: number
  readonly balance: number
}
