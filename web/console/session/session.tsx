import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { Navigate, useLocation, useNavigate } from 'react-router'
import { onSignedOut, setCsrf } from '../../api/client.ts'
import type { Session } from '../../api/nouns.ts'
import { Loaded } from '../parts/page.tsx'
import { read, write } from '../parts/wire.ts'

const SessionContext = createContext<Session | null>(null)

export async function readSession(): Promise<Session> {
  const session = await read<Session>('/v1/session')
  setCsrf(session.csrf)
  return session
}

/**
 * Lets only staff in; everybody else is asked to sign in and comes back to where he was going. Whose session has
 * ended reads so at the door, whichever request found it out.
 */
export function StaffOnly({ children }: { children: ReactNode }) {
  const session = useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: 60_000 })
  const location = useLocation()
  const [ended, setEnded] = useState(false)
  useEffect(() => onSignedOut(() => setEnded(true)), [])
  const door = (
    <Navigate to="/sign-in" state={{ from: `${location.pathname}${location.search}`, ended }} replace />
  )
  // One way to the door: the session, read anew after a refusal, must not lead there a second time without the word.
  if (ended) return door
  return (
    <Loaded of={session}>
      {(value) => (value.kind === 'staff' ? <SessionContext value={value}>{children}</SessionContext> : door)}
    </Loaded>
  )
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession stands outside StaffOnly')
  return session
}

export type Permission = Session['permissions'][number]

/** Whether the session's own list of permissions names it; a page never guesses by role. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession()
  return (permission) => permissions.includes(permission)
}

/** Platform staff see every shop; merchants' staff have one, and the server shows them no other. */
export const useIsPlatform = (): boolean => {
  const { shopId } = useSession()
  return shopId === null || shopId === undefined
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await write({ method: 'DELETE', path: '/v1/session' }).catch(() => null)
    setCsrf(null)
    client.clear()
    navigate('/sign-in')
  }
}
