/** The simulator's control API, reached through the proxy /v1/demo/simulator. */
export const CONTROL = '/v1/demo/simulator'

export type FaultRule = {
  id: string
  fault: string
  on?: string
  order?: string
  remaining?: number
  param?: number
}
export type Faults = {
  rules: FaultRule[]
  names: string[]
  operations: string[]
  words: Record<string, { zh: string; en: string }>
}
export type Clock = { now: string; waitedMs: number; speed: number }

export type ProviderOrder = {
  no: string
  amount: number
  currency?: string
  state?: string
  status?: string
  description?: string
}
