import { useQuery } from '@tanstack/react-query'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useWords } from '../words/index.ts'
import { read } from './wire.ts'

const IN_BOOKS: ReadonlySet<string> = new Set(['wallet', 'points'])
const METHODS = ['native', 'jsapi', 'h5', 'app', 'page', 'card', 'transfer', 'on_delivery'] as const

/** A channel by its name, with the method where it is known; `wechat-2` is our second account there. */
export function ChannelName({ account, method }: { account: string; method?: string | undefined }) {
  return <span title={method ? `${account}/${method}` : account}>{useChannelName()(account, method)}</span>
}

/** How one pays, in words; a method that has none keeps its code. */
export function useMethodName(): (method: string) => string {
  const t = useWords()
  return (method) => {
    const known = METHODS.find((one) => one === method)
    return known ? t(`method.${known}`) : method
  }
}

type Offered = { items: { channel: string; title: { zh: string; en: string } }[] }

/** The names are the server's, as a payer reads them; a channel that is not open any more keeps its code. */
export function useChannelName(): (account: string, method?: string) => string {
  const t = useWords()
  const language = useLanguage()
  const { data } = useQuery({
    queryKey: ['/v1/payment-methods'],
    queryFn: ({ signal }) => read<Offered>('/v1/payment-methods', {}, signal),
    staleTime: 300_000,
  })
  return (account, method) => {
    const channel = account.split('-')[0] ?? account
    const further = /-(\d)$/.exec(account)?.[1]
    const title = data?.items.find((one) => one.channel === channel)?.title
    const name = title ? labelText(title, language) : channel
    const how = METHODS.find((one) => one === method)
    const word = how && !IN_BOOKS.has(channel) ? t(`method.${how}`) : null
    return [further ? `${name} ${further}` : name, word].filter(Boolean).join(' · ')
  }
}
