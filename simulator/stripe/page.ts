import type { IncomingMessage, ServerResponse } from 'node:http'
import { redirect, sendPage } from '../http.ts'
import { type Html, html, type Language, languageOf, page } from '../pages/html.ts'
import { money } from '../pages/parts.ts'
import { decline, declineCodes } from './cards.ts'
import { authenticationLost } from './intents.ts'
import { authenticating, declined, pay } from './pay.ts'
import type { Intent } from './types.ts'
import { say } from './words.ts'
import type { World } from './world.ts'

/**
 * The payer's card fields: `/stripe/pay?client_secret=…&return_url=…`. Stripe's own are a script from its servers,
 * which is not there in a demo; this page plays the script and the payer's bank. Afterwards it leads back to
 * `return_url` with the three parameters that Stripe adds. Works without any script.
 */
export function createPayPage(world: World, changed: () => void) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: Buffer,
  ): Promise<void> => {
    const language = languageOf(request, url)
    if (request.method === 'POST') return act(response, new URLSearchParams(body.toString('utf8')))
    const intent = bySecret(url.searchParams.get('client_secret'))
    if (!intent)
      return sendPage(response, frame(language, html`<p role="alert">${say(language, 'unknown')}</p>`), 404)
    const view: View = { language, intent, back: backOf(url.searchParams.get('return_url')) }
    const tried = url.searchParams.get('tried') !== null
    sendPage(response, frame(language, html`${summary(view)}${content(view, tried)}`))
  }

  function bySecret(secret: string | null): Intent | undefined {
    const intent = world.intent.get(secret?.split('_secret_')[0] ?? '')
    return intent?.clientSecret === secret ? intent : undefined
  }

  function act(response: ServerResponse, form: URLSearchParams): void {
    const secret = form.get('client_secret')
    const intent = bySecret(secret)
    if (intent) perform(intent.id, form)
    changed()
    const query = new URLSearchParams({
      client_secret: secret ?? '',
      return_url: form.get('return_url') ?? '',
      lang: form.get('lang') ?? 'zh',
      tried: '1',
    })
    redirect(response, `/stripe/pay?${query}`)
  }

  function perform(id: string, form: URLSearchParams): void {
    switch (form.get('act')) {
      case 'pay':
      case 'approve':
        pay(world, id)
        return
      case 'secure':
        authenticating(world, id)
        return
      case 'refuse':
        authenticationLost(world, id)
        return
      case 'decline':
        declined(world, id, decline(form.get('code') ?? 'generic_decline'))
    }
  }
}

type View = { readonly language: Language; readonly intent: Intent; readonly back: string | undefined }

/** Only to a page: an address of another kind could run as a script. */
function backOf(address: string | null): string | undefined {
  return address && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : undefined
}

const frame = (language: Language, body: Html) =>
  page(
    { title: say(language, 'title'), language, kind: 'phone' },
    html`<header class="bar"><span></span>
<h1>${say(language, 'title')}</h1><span></span></header><main>${body}<p class="foot">${say(language, 'notReal')}</p></main>`,
  )

const summary = ({ language, intent }: View) => html`<section class="card">
<p class="hint">${say(language, 'payTo')} <b>Tongbao 通宝</b> · Stripe</p>
<p class="amount">${money(intent.received || intent.amount, intent.currency.toUpperCase())}</p><p>${intent.description ?? ''}</p>
<dl><dt>${say(language, 'intent')}</dt><dd>${intent.id}</dd>
<dt>${say(language, 'state')}</dt><dd>${intent.status}</dd></dl></section>`

function content(view: View, tried: boolean): Html {
  const { language, intent } = view
  switch (intent.status) {
    case 'succeeded':
    case 'requires_capture':
    case 'canceled':
      return html`<div role="status"><h2>${say(language, `done_${intent.status}`)}</h2></div>${leave(view)}`
    case 'requires_action':
      return form(
        view,
        html`<h2>${say(language, 'bank')}</h2><p class="actions">${button('approve', say(language, 'approve'), 'main')}
${button('refuse', say(language, 'refuse'), 'quiet')}</p>`,
      )
    default:
      return html`${tried && intent.lastError ? html`<div role="alert"><h2>${say(language, 'done_failed')}</h2><p>${intent.lastError.message}</p></div>` : ''}
${form(view, cardFields(language))}${leave(view)}`
  }
}

const cardFields = (language: Language) => html`<p><label>${say(language, 'card')}
<input name="number" inputmode="numeric" autocomplete="off" value="4242 4242 4242 4242"></label></p>
<p class="actions">${button('pay', say(language, 'pay'), 'main')}${button('secure', say(language, 'secure'), 'quiet')}</p>
<p><label>${say(language, 'reason')} <select name="code">${declineCodes.map(
  (code) => html`<option value="${code}">${code}</option>`,
)}</select></label></p><p class="actions">${button('decline', say(language, 'decline'), 'odd')}</p>`

const form = (
  { language, intent, back }: View,
  fields: Html,
) => html`<form action="/stripe/pay" method="post">
<input type="hidden" name="client_secret" value="${intent.clientSecret}"><input type="hidden" name="lang" value="${language}">
<input type="hidden" name="return_url" value="${back ?? ''}">${fields}</form>`

const button = (act: string, label: string, look: string) =>
  html`<button class="button ${look}" name="act" value="${act}">${label}</button>`

/** As Stripe's script leads back. */
function leave({ language, intent, back }: View): Html {
  if (!back) return html``
  const target = new URL(back)
  target.searchParams.set('payment_intent', intent.id)
  target.searchParams.set('payment_intent_client_secret', intent.clientSecret)
  const isDone = intent.status === 'succeeded' || intent.status === 'requires_capture'
  target.searchParams.set('redirect_status', isDone ? 'succeeded' : 'failed')
  return html`<p class="actions"><a class="button quiet" href="${target.href}">${say(language, 'cancel')}</a></p>`
}
