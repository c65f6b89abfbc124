import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '../../ui/language.ts'
import type { Way } from './present.ts'
import { useSession } from './session.ts'
import { simulatorQuery } from './trade.ts'

/**
 * What leads a payer to where he pays, in this house: the real provider's place, or the demo's.
 * @param back the path that he comes back to
 * @param closed asks what has happened once a wallet's own window has closed
 */
export function useWay(back: string, closed: () => unknown): Way {
  const demo = useSession()?.demo === true
  const language = useLanguage()
  const simulator = useQuery({ ...simulatorQuery, enabled: demo })
  return { simulator: simulator.data?.url ?? null, english: language === 'en', back, closed }
}
