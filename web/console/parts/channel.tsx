import { titleOf } from '../../../src/channels/titles.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { type ConsoleKey, useWords } from '../words/index.ts'

const IN_BOOKS = ['wallet', 'points'] as const
const METHODS = [
  'native',
  'jsapi',
  'h5',
  'app',
  'page',
  'card',
  'transfer',
  'on_delivery',
  'balance',
  'points',
] as const

/** A channel by its name, with the method where it is known; `wechat-2` is our second account there. */
export function ChannelName({ account, method }: { account: string; method?: string | undefined }) {
  return <span title={method ? `${account}/${method}` : account}>{useChannelName()(account, method)}</span>
}

export function useChannelName(): (account: string, method?: string) => string {
  const t = useWords()
  const language = useLanguage()
  return (account, method) => {
    const own = IN_BOOKS.find((one) => one === account)
    const further = /-(\d)$/.exec(account)?.[1]
    const name = own ? t(`channel.${own}`) : labelText(titleOf(account), language)
    const how = METHODS.find((one) => one === method)
    const word: ConsoleKey | null = how && !own ? `method.${how}` : null
    return [further ? `${name} ${further}` : name, word ? t(word) : null].filter(Boolean).join(' · ')
  }
}
