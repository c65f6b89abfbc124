import { useDictionary } from '../translate.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

export type UiKey = keyof typeof zh
export const uiWords = { 'zh-CN': zh, en } as const
export const useUiWords = () => useDictionary<UiKey>(uiWords)
