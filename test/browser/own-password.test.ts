import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { faultsOf } from './console-access.ts'
import { enter, openConsole, signIn } from './console-pages.ts'
import { PASSWORD, type RunningDemo, startDemo } from './running-demo.ts'

const NEXT = 'a new and longer password'

describe.skipIf(noBrowser)('the own password in a browser', { timeout: 240_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  beforeAll(async () => {
    demo = await startDemo()
    browser = await launchBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  })

  it('[AB10] is changed in the console: a wrong one is refused, the right one leads to the door, where the new one opens', async () => {
    const { page, complaints, close } = await openConsole(browser, demo)
    await signIn(page, demo, 'service')
    await page.locator('button.person').click()
    await page.getByText('修改密码').first().click()
    const dialog = page.getByRole('dialog')
    const change = async (password: string) => {
      await dialog.locator('input[autocomplete=current-password]').fill(password)
      await dialog.locator('input[autocomplete=new-password]').fill(NEXT)
      await dialog.locator('.ant-btn-primary').click()
    }
    await dialog.waitFor()
    expect(await faultsOf(page)).toEqual([])
    await change('not the password')
    await dialog.getByRole('alert').waitFor()
    await change(PASSWORD)
    await page.locator('input[autocomplete=username]').waitFor()
    await enter(page, 'service', PASSWORD)
    // An alert also says that the password was changed; what is waited for is the refusal.
    await page.locator('main').getByText('账号或密码错误').waitFor()
    await enter(page, 'service', NEXT)
    await page.locator('.shell').waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
