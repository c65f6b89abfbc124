import type { Demo } from './http/doors.ts'
import type { SendCode } from './modules/account/index.ts'

/** Nobody has the demo's phones: codes are kept here, for the sign-in page to show. */
export function demoCodes(): Pick<Demo, 'codeOf'> & { readonly send: SendCode } {
  const codes = new Map<string, string>()
  return {
    send: async (phone, code) => {
      codes.delete(phone)
      codes.set(phone, code)
      const [oldest] = codes.keys()
      if (codes.size > 1_000 && oldest !== undefined) codes.delete(oldest)
      return true
    },
    codeOf: (phone) => codes.get(phone) ?? null,
  }
}
