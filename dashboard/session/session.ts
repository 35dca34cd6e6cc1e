import { useQueryClient } from '@tanstack/react-query'
import { useRouteContext, useRouter } from '@tanstack/react-router'
import { type Session, sessionQuery, signOut } from '../api/session.ts'

/** The session of a page behind the sign-in. */
export const useSession = (): Session => useRouteContext({ from: '/signed-in', select: ({ session }) => session })

/** Ends the session and forgets everything that was read in it. */
export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient()
  const router = useRouter()
  return async () => {
    const left = await signOut()
    queryClient.clear()
    queryClient.setQueryData(sessionQuery.queryKey, null)
    if (left === undefined) await router.navigate({ to: '/sign-in' })
    else window.location.assign(left.end_session_url)
  }
}
