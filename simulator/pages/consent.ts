import { persons } from '../persons.ts'
import { type Html, html, type Language, page } from './html.ts'
import { say } from './words.ts'

/** Who signs in? Plain links, so that the redirect to the client is not a form submission (CSP form-action). */
export function consentPage(query: URLSearchParams, language: Language): string {
  const choose = (person: string): string => {
    const next = new URLSearchParams(query)
    next.set('person', person)
    return `/oauth/choose?${next}`
  }
  const choices: Html[] = persons.map(
    (
      person,
    ) => html`<li><a class="row" href="${choose(person.openid)}">${portrait(person.name.zh, person.color)}
<span><b>${person.name[language]}</b><small>${person.phone}</small></span></a></li>`,
  )
  return page(
    { title: say(language, 'consentTitle'), language, kind: 'phone' },
    html`<header class="bar"><span></span><h1>${say(language, 'consentTitle')}</h1><span></span></header>
<main><p class="hint">${say(language, 'consentAsk')}</p><ul class="list">${choices}</ul>
<p class="actions"><a class="button quiet" href="${choose('none')}">${say(language, 'refuse')}</a></p>
<p class="foot">${say(language, 'notReal')}</p></main>`,
  )
}

/** A drawn initial; SVG attributes need no inline style. */
export function portrait(name: string, color: string): Html {
  return html`<svg class="portrait" viewBox="0 0 40 40" aria-hidden="true"><rect width="40" height="40" rx="8"
 fill="${color}"/><text x="20" y="27" text-anchor="middle" font-size="18" fill="#fff">${name.slice(0, 1)}</text></svg>`
}
