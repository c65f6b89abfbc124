/** The channel of one of our accounts there: `wechat` of `wechat-2`. */
export const channelOfAccount = (account: string): string => account.split('-')[0]!
