import { useDictionary } from '../../ui/translate.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

export type StoreKey = keyof typeof zh
export const storeWords = { 'zh-CN': zh, en } as const
export const useWords = () => useDictionary<StoreKey>(storeWords)
