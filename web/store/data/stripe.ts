/** The part of Stripe's script that is used here. Source: docs.stripe.com/js, "Payment Element". */
type StripeScript = (key: string) => {
  elements: (options: { clientSecret: string }) => Elements
  confirmPayment: (options: {
    elements: Elements
    confirmParams: { return_url: string }
    redirect: 'if_required'
  }) => Promise<{ error?: { message?: string } }>
}
type Elements = { create: (kind: 'payment') => { mount: (box: HTMLElement) => void; destroy: () => void } }

export type CardFields = {
  /** Null: Stripe took the card; it says itself what became of it. Else why not, in the payer's language. */
  readonly confirm: (returnUrl: string) => Promise<string | null>
  readonly close: () => void
}

const SOURCE = 'https://js.stripe.com/v3/'
let loading: Promise<StripeScript> | null = null

/** Fetched from Stripe when somebody first pays by card, never before; Stripe forbids a copy of it. */
function loadStripe(): Promise<StripeScript> {
  loading ??= new Promise<StripeScript>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = SOURCE
    script.onload = () => {
      const { Stripe } = globalThis as { Stripe?: StripeScript }
      if (Stripe) resolve(Stripe)
      else reject(new Error('the script of the card fields holds none'))
    }
    script.onerror = () => reject(new Error('the script of the card fields did not load'))
    document.head.append(script)
  }).catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}

export async function openCardFields(
  key: string,
  clientSecret: string,
  box: HTMLElement,
): Promise<CardFields> {
  const stripe = (await loadStripe())(key)
  const elements = stripe.elements({ clientSecret })
  const fields = elements.create('payment')
  fields.mount(box)
  return {
    confirm: async (returnUrl) => {
      const { error } = await stripe.confirmPayment({
        elements,
        confirmParams: { return_url: returnUrl },
        redirect: 'if_required',
      })
      return error ? (error.message ?? '') : null
    },
    close: () => fields.destroy(),
  }
}
