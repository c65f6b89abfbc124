import type { ChannelAccount } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { useChannelName, useMethodName } from '../parts/channel.tsx'

export type Wanted = {
  readonly channel?: string | null | undefined
  readonly method?: string | null | undefined
  readonly currency?: string | null | undefined
}

const takes = (one: ChannelAccount, { channel, method, currency }: Wanted): boolean =>
  (!channel || one.channel === channel) &&
  (!method || one.methods.includes(method)) &&
  (!currency || one.currencies.includes(currency))

const once = (codes: readonly string[]): string[] => [...new Set(codes)]

/** What is open, to choose from: nobody types a code. What does not go with the rest of a choice is not offered. */
export function useAccounts() {
  const language = useLanguage()
  const channelName = useChannelName()
  const methodName = useMethodName()
  const { data } = useResource<{ items: ChannelAccount[] }>('/v1/routing/accounts')
  const open = data?.items ?? []
  return {
    channels: once(open.map(({ channel }) => channel)).map((value) => ({
      value,
      label: labelText(open.find(({ channel }) => channel === value)!.title, language),
    })),
    accounts: (wanted: Wanted) =>
      open
        .filter((one) => takes(one, wanted))
        .map(({ account }) => ({ value: account, label: `${channelName(account)} (${account})` })),
    methods: (of: (one: ChannelAccount) => boolean) =>
      once(open.filter(of).flatMap(({ methods }) => methods)).map((value) => ({
        value,
        label: methodName(value),
      })),
    currencies: (of: (one: ChannelAccount) => boolean) =>
      once(open.filter(of).flatMap(({ currencies }) => currencies)).map((value) => ({ value, label: value })),
  }
}
