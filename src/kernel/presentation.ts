/** What a payer is shown, or what his browser or app is handed, so that he can pay. */
export type Presentation =
  | { readonly kind: 'qr'; readonly codeUrl: string }
  /** The browser goes there (GET). */
  | { readonly kind: 'redirect'; readonly url: string }
  /** The browser posts these fields there. */
  | { readonly kind: 'form'; readonly action: string; readonly fields: Readonly<Record<string, string>> }
  /** The wallet's browser is handed these fields by its own bridge. */
  | { readonly kind: 'jsapi'; readonly fields: Readonly<Record<string, string>> }
  /** An app hands this to the wallet's kit, as it is. */
  | { readonly kind: 'app'; readonly payload: string }
  /** The channel's own card fields, opened with this secret of the one payment. */
  | { readonly kind: 'card'; readonly clientSecret: string; readonly publishableKey: string }
  /** Money is sent to this account of ours, named by this reference. */
  | {
      readonly kind: 'transfer'
      readonly bank: string
      readonly accountName: string
      readonly accountNo: string
      readonly reference: string
    }
  /** Nothing to do now: the money is held in our own books, or collected on delivery. */
  | { readonly kind: 'none' }
