import { useDictionary } from '../../ui/translate.ts'
import { payEn } from './en.pay.ts'
import { togetherEn } from './en.together.ts'
import { en } from './en.ts'
import { payZh } from './zh.pay.ts'
import { togetherZh } from './zh.together.ts'
import { zh } from './zh.ts'

const storeWords = {
  'zh-CN': { ...zh, ...payZh, ...togetherZh },
  en: { ...en, ...payEn, ...togetherEn },
} as const
export type StoreKey = keyof (typeof storeWords)['en']
export const useWords = () => useDictionary<StoreKey>(storeWords)
