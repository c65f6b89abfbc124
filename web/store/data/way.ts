import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '../../ui/language.ts'
import type { Payment } from './pay.ts'
import type { Way } from './present.ts'
import { useSession } from './session.ts'
import { simulatorQuery } from './trade.ts'

/** What leads a payer to where he pays, in this house: the real provider's place, or the demo's. */
export function useWay(payment: Payment, attemptNo: string | null): Way {
  const demo = useSession()?.demo === true
  const language = useLanguage()
  const simulator = useQuery({ ...simulatorQuery, enabled: demo })
  const closed = () => {
    if (attemptNo) void payment.check(attemptNo).catch(() => undefined)
  }
  return { simulator: simulator.data?.url ?? null, english: language === 'en', closed }
}
