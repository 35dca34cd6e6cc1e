import { queryOptions } from '@tanstack/react-query'
import type { Answered } from './generated/contract.ts'
import { Problem } from './problem.ts'
import { getJson, postJson } from './request.ts'

/** Whose data is shown, and what the credential may do. */
export type Session = Answered<'GET /auth/session'>

/** Null without a signed-in user. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await getJson<Session>('/auth/session', signal)
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null
      throw error
    }
  },
})

/** The tenant and name of a key, without opening a session; undefined for an invalid key, which signing in reports. */
export async function sessionOf(apiKey: string): Promise<Pick<Session, 'tenant_id' | 'name'> | undefined> {
  const headers = { authorization: `Bearer ${apiKey.trim()}` }
  const response = await fetch('/auth/session', { credentials: 'omit', headers })
  return response.ok ? ((await response.json()) as Session) : undefined
}

/** Leaves an HttpOnly cookie. Throws a `Problem` with status 401 for a key that is not valid. */
export const signIn = (apiKey: string): Promise<void> => postJson('/auth/sign-in', { api_key: apiKey })

/** How one signs in here. */
export const signInMethodsQuery = queryOptions({
  queryKey: ['sign-in-methods'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => getJson<Answered<'GET /auth/methods'>>('/auth/methods', signal),
})

/** @returns where the browser ends its session with the provider, too; nothing where there is none */
export const signOut = (): Promise<{ readonly end_session_url: string } | undefined> => postJson('/auth/sign-out', {})

/** Makes the session one of another tenant, which only operators may; throws a `Problem`. */
export const visitTenant = (tenantId: string): Promise<void> => postJson('/auth/tenant', { tenant_id: tenantId })
