import { useQuery } from '@tanstack/react-query'
import { Navigate, Outlet, useLocation } from 'react-router'
import { Failure, Loading } from '../../ui/states.tsx'
import { sessionQuery } from '../data/session.ts'

/** Lets buyers through; guests sign in first and come back to where they wanted to go. */
export function Guard() {
  const session = useQuery(sessionQuery)
  const { pathname, search } = useLocation()
  if (session.data?.kind === 'buyer') return <Outlet />
  if (session.data) return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />
  if (session.isError) return <Failure error={session.error} retry={() => session.refetch()} />
  return <Loading />
}
