import { ApiProblem } from '../api/problem.ts'
import type { Translate } from './translate.ts'
import type { UiKey } from './words/index.ts'
import { uiWords } from './words/index.ts'

/** What a failure is called on the page: our words for the code, or the title the server gave. */
export function problemText(error: unknown, t: Translate<UiKey>): string {
  if (!(error instanceof ApiProblem)) return t('problem.unexpected')
  const key = `problem.${error.code}`
  if (key in uiWords['zh-CN']) return t(key as UiKey)
  return error.body.title || t('problem.unexpected')
}
