import { useDictionary } from '../../ui/translate.ts'
import { access as accessEn } from './en/access.ts'
import { channel as channelEn } from './en/channel.ts'
import { desk as deskEn } from './en/desk.ts'
import { finance as financeEn } from './en/finance.ts'
import { house as houseEn } from './en/house.ts'
import { merchant as merchantEn } from './en/merchant.ts'
import { push as pushEn } from './en/push.ts'
import { sharing as sharingEn } from './en/sharing.ts'
import { access } from './zh/access.ts'
import { channel } from './zh/channel.ts'
import { desk } from './zh/desk.ts'
import { finance } from './zh/finance.ts'
import { house } from './zh/house.ts'
import { merchant } from './zh/merchant.ts'
import { push } from './zh/push.ts'
import { sharing } from './zh/sharing.ts'

export const zh = {
  ...desk,
  ...house,
  ...push,
  ...merchant,
  ...finance,
  ...channel,
  ...sharing,
  ...access,
}
export type ConsoleKey = keyof typeof zh
/** Every text of the console; a key without words in one language does not compile (row AB8). */
export const consoleWords = {
  'zh-CN': zh,
  en: {
    ...deskEn,
    ...houseEn,
    ...pushEn,
    ...merchantEn,
    ...financeEn,
    ...channelEn,
    ...sharingEn,
    ...accessEn,
  },
} as const
export const useWords = () => useDictionary<ConsoleKey>(consoleWords)
