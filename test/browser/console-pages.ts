import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { LONG, PASSWORD, type RunningDemo } from './running-demo.ts'

export type ConsoleOptions = { language?: 'zh-CN' | 'en'; dark?: boolean }

/** A visit of the console in a context of its own; what the page complained about is kept. */
export const openConsole = async (browser: Browser, demo: RunningDemo, options: ConsoleOptions = {}) => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: options.language ?? 'zh-CN',
    colorScheme: options.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  const open = async (path: string): Promise<void> => {
    await page.goto(`${demo.url}/console${path}`)
    await page.locator('h1').first().waitFor()
  }
  return { page, complaints, open, close: () => context.close() }
}

export const signIn = async (page: Page, demo: RunningDemo, username: string): Promise<void> => {
  await page.goto(`${demo.url}/console/sign-in`)
  await enter(page, username, PASSWORD)
  await page.locator('.shell').waitFor()
}

export const enter = async (page: Page, username: string, password: string): Promise<void> => {
  await page.locator('input[autocomplete=username]').fill(username)
  await page.locator('input[autocomplete=current-password]').fill(password)
  await page.locator('button[type=submit]').click()
}

/** The rows a list says it has loaded. */
export const rowsOf = async (page: Page): Promise<number> => {
  const foot = page.locator('[data-rows]')
  await foot.waitFor()
  await expect.poll(() => page.locator('.ant-spin-spinning').count(), LONG).toBe(0)
  return Number(await foot.getAttribute('data-rows'))
}
