import type { Demo } from './http/doors.ts'

export type DemoCodes = Pick<Demo, 'codeOf'> & { readonly keep: (address: string, code: string) => void }

/** Nobody has the demo's phones and letter boxes: codes are kept here, for the pages to show. */
export function demoCodes(): DemoCodes {
  const codes = new Map<string, string>()
  return {
    keep: (address, code) => {
      codes.delete(address)
      codes.set(address, code)
      const [oldest] = codes.keys()
      if (codes.size > 1_000 && oldest !== undefined) codes.delete(oldest)
    },
    codeOf: (address) => codes.get(address) ?? null,
  }
}
