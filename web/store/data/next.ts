import { useEffect } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { useIsBuyer } from './session.ts'

const SLOT = 'tongbao.next'

/** Remembers where the buyer wanted to go while another site signs him in. */
export const keepNext = (path: string): void => sessionStorage.setItem(SLOT, path)

/** WeChat sends every buyer back to the front page: from there he goes on to where he wanted to go. */
export function useGoOn(): void {
  const go = useNavigate()
  const buyer = useIsBuyer()
  const { pathname } = useLocation()
  useEffect(() => {
    const next = sessionStorage.getItem(SLOT)
    if (!buyer || next === null) return
    sessionStorage.removeItem(SLOT)
    if (pathname === '/') go(next, { replace: true })
  }, [buyer, pathname, go])
}
