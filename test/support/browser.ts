import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const wellKnown = [
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** The Chromium of this machine: TONGBAO_TEST_CHROMIUM, then the PATH, then the usual places. */
export const findChromium = (environment: NodeJS.ProcessEnv = process.env): string | undefined => {
  const given = environment.TONGBAO_TEST_CHROMIUM
  if (given) return given
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return [...found, ...wellKnown].find(isExecutable)
}

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Whether browser tests are left out: `describe.skipIf(noBrowser)(…)`.
 * Only on a person's machine; in CI they run, and without a Chromium they are red.
 */
export const noBrowser = !findChromium() && process.env.CI !== 'true'

/** A headless Chromium that calls nobody but the pages it is given. Close it in `afterAll`. */
export const launchBrowser = async (): Promise<Browser> => {
  const executablePath = findChromium()
  if (!executablePath)
    throw new Error('No Chromium: install chromium or google-chrome, or set TONGBAO_TEST_CHROMIUM')
  return chromium.launch({
    executablePath,
    args: [
      // CI runs as root in a container, where Chromium has no sandbox to build.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}
