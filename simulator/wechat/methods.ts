import type { Method, Order } from './types.ts'

/** 交易类型 of each way to pay, as queries, notices and bills spell it. */
const tradeTypes: Readonly<Record<Method, string>> = {
  native: 'NATIVE',
  jsapi: 'JSAPI',
  h5: 'MWEB',
  app: 'APP',
}

export const isMethod = (word: string): word is Method => Object.hasOwn(tradeTypes, word)

export const tradeTypeOf = ({ method = 'native' }: Pick<Order, 'method'>): string => tradeTypes[method]
