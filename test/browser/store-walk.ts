import type { Page } from 'playwright-core'
import {
  addToCart,
  beginPayment,
  inWallet,
  newAddress,
  placeOrder,
  productsOf,
  signIn,
} from './store-visit.ts'

/** Every page that a buyer walks through, from the list to what he paid; each is told by its path once it stands. */
export const walkStore = async (page: Page, phone: string, see: (path: string) => Promise<void>) => {
  const visit = async (path: string, sign: string, at = `/${path}`) => {
    await page.goto(at)
    await page.locator(sign).first().waitFor()
    await page.waitForLoadState('networkidle')
    await see(path)
  }
  await visit('index', '.grid a', '/')
  await visit('*', 'h1', '/no-such-page')
  await visit('sign-in', 'form input[type=tel]')
  await signIn(page, phone)
  await visit('cart', '.state a, .state button')
  await visit('orders', '.state')
  await newAddress(page)
  const [product = 0] = await productsOf(page, 1)
  await visit('products/:id', '.product__bar', `/products/${product}`)
  await addToCart(page, product)
  await visit('me', '.rows')
  await visit('addresses', '.address')
  await visit('wallet', 'h1')
  await visit('inbox', 'h1')
  await visit('contact', 'form')
  await visit('cart', '.line')
  await visit('checkout', '.checkout-bar button')
  await page.locator('.why summary').first().click()
  await see('checkout')
  const no = await placeOrder(page)
  await page.locator('.methods').waitFor()
  await see('pay/:no')
  await visit('pay-together', 'h1', `/pay-together?trades=${no}`)
  await page.goto(`/pay/${no}`)
  await beginPayment(page)
  await see('pay/:no')
  await visit('orders', '.order-card')
  await page.goto(`/pay/${no}`)
  await page.locator('.qr').waitFor()
  await inWallet(page, 'pay')
  await page.locator('.result h1').waitFor()
  await see('pay/:no')
  await page.goto('/orders')
  await page.locator('.order-card__goods').first().click()
  await page.locator('.timeline li').first().waitFor()
  await see('orders/:no')
}
