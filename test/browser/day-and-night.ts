import type { Page } from 'playwright-core'

/** What axe finds on the page as it stands, or of its colours alone, a line each. */
type Axe = (page: Page, colours?: boolean) => Promise<string[]>

// Colours that fade, and frames that grow, would be measured on their way.
const STILL = `(() => {
  const still = new CSSStyleSheet()
  still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }')
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still]
})()`

const GROUND = 'getComputedStyle(document.body).backgroundColor'

/** Day or night; a page hears of it a moment later, and one that never does is found by its colours. */
const turnTo = async (page: Page, colorScheme: 'light' | 'dark'): Promise<void> => {
  await page.emulateMedia({ colorScheme })
  const theme = () => page.evaluate<string>('document.documentElement.dataset.theme')
  for (let round = 0; round < 50 && (await theme()) !== colorScheme; round++) await page.waitForTimeout(100)
}

/** What stops somebody on this page who sees it by day or by night, or has a keyboard and no mouse. */
export const faultsByDayAndNight = async (page: Page, axe: Axe): Promise<string[]> => {
  await page.evaluate(STILL)
  await turnTo(page, 'light')
  const found = await axe(page)
  const day = await page.evaluate(GROUND)
  await turnTo(page, 'dark')
  // By night the page is the same in other colours.
  found.push(...(await axe(page, true)).map((fault) => `by night: ${fault}`))
  if ((await page.evaluate(GROUND)) === day) found.push('the night has the colours of the day')
  await page.keyboard.press('Tab')
  return [...found, ...((await page.evaluate(KEYBOARD)) as string[])]
}

/**
 * Whatever a mouse may press is, holds or lies in something that takes the focus; and whatever takes it looks different
 * then, itself or what stands for it.
 */
const KEYBOARD = `(async () => {
  const TAKES = 'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])'
  // Reached by the arrow keys from the one among them that has the focus, or doing what arrow keys do.
  const ARROWS = '[role=tab], [role=option], [role=menuitem], .ant-input-number-actions'
  const seen = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility === 'visible'
  const named = (one) => one.outerHTML.slice(0, 140)
  const found = []
  for (const one of document.querySelectorAll('body *')) {
    if (getComputedStyle(one).cursor !== 'pointer' || !seen(one)) continue
    if (getComputedStyle(one.parentElement).cursor === 'pointer') continue
    const reached = one.closest(TAKES + ', label, [aria-disabled=true], ' + ARROWS) ||
      one.querySelector(TAKES + ', ' + ARROWS)
    if (!reached) found.push('no keyboard reaches ' + named(one))
  }
  const look = (one) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, opacity, clip, top } =
      getComputedStyle(one)
    return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, opacity, clip, top].join()
  }
  const around = (one) =>
    [one, one.nextElementSibling, one.parentElement, one.parentElement?.parentElement,
      one.parentElement?.parentElement?.parentElement].filter(Boolean)
  // A page draws what became of a focus a moment later.
  const drawn = () => new Promise((go) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = go
    port2.postMessage(0)
  })
  // Of many that look alike one is enough.
  const kinds = new Set()
  const isNew = (one) => {
    const kind = [one.tagName, one.className, one.type, one.role, one.parentElement.className].join()
    return !kinds.has(kind) && kinds.add(kind)
  }
  for (const one of document.querySelectorAll(TAKES)) {
    if (one.disabled || one.type === 'hidden' || !seen(one) || !isNew(one)) continue
    document.activeElement?.blur()
    await drawn()
    const before = around(one).map(look).join()
    one.focus({ focusVisible: true, preventScroll: true })
    if (document.activeElement !== one) continue
    await drawn()
    if (around(one).map(look).join() === before) found.push('nobody sees the focus on ' + named(one))
  }
  document.activeElement?.blur()
  return [...new Set(found)]
})()`
