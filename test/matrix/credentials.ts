import { SignJWT } from 'jose'
import { createApiKey, revokeApiKey } from '../../src/access/api-keys.ts'
import { type Scope, scopes } from '../../src/access/principal.ts'
import { adminKey, type startService } from '../service.ts'

type Service = Awaited<ReturnType<typeof startService>>

export interface Credential {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  /** What it may do; undefined for one that is not valid. */
  readonly scopes: readonly Scope[] | undefined
  /** A session of an operator at another tenant: it only reads. */
  readonly isVisitor?: true
  /** Signs in anew, for a call that may end the session. */
  readonly renew?: () => Promise<Readonly<Record<string, string>>>
  /** Of the tenant that runs the service. */
  readonly isAtHome?: true
}

export const jwtSecret = 'a secret of thirty-two characters or more, for tests alone'
const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` })

/** Every kind of credential that a request can come with. */
export async function makeCredentials({ service, call, url }: Service): Promise<Credential[]> {
  const make = (tenantId: string, name: string, granted: readonly Scope[]) =>
    createApiKey(service.db, { tenantId, name, scopes: [...granted] })
  const revoked = await make('demo', 'revoked', ['admin'])
  await revokeApiKey(service.db, 'demo', revoked.id)
  const jwt = (secret: string) =>
    new SignJWT({ tenant_id: 'clinic', scope: 'analytics:read' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('reader')
      .setAudience('pocm-analytics')
      .setIssuedAt()
      .setExpirationTime('50m')
      .sign(new TextEncoder().encode(secret))
  await make('clinic', 'clinic', ['admin'])

  const same = { origin: url, 'sec-fetch-site': 'same-origin' }
  const cookieOf = (answer: { headers: Headers }) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const signIn = async () => {
    const signedIn = await call('POST', '/auth/sign-in', { api_key: adminKey }, same)
    return { ...same, cookie: cookieOf(signedIn) }
  }
  const visit = async () => {
    const headers = { authorization: '', ...(await signIn()) }
    return { ...same, cookie: cookieOf(await call('POST', '/auth/tenant', { tenant_id: 'clinic' }, headers)) }
  }
  return [
    { name: 'none', headers: {}, scopes: undefined },
    { name: 'garbage', headers: bearer('garbage'), scopes: undefined },
    { name: 'another scheme', headers: { authorization: 'Basic YTpi' }, scopes: undefined },
    { name: 'a revoked key', headers: bearer(revoked.key), scopes: undefined },
    { name: 'a JWT of another secret', headers: bearer(await jwt(`${jwtSecret}!`)), scopes: undefined },
    { name: 'a JWT', headers: bearer(await jwt(jwtSecret)), scopes: ['analytics:read'] },
    { name: 'a session', headers: await signIn(), renew: signIn, scopes, isAtHome: true },
    {
      name: 'a visitor',
      headers: await visit(),
      renew: visit,
      scopes: ['analytics:read'],
      isVisitor: true,
      isAtHome: true,
    },
    ...(await Promise.all(
      scopes.map(async (scope) => ({
        name: `a key with ${scope}`,
        headers: bearer((await make('clinic', `with ${scope}`, [scope])).key),
        scopes: [scope],
      })),
    )),
    { name: "the service's own admin", headers: bearer(adminKey), scopes, isAtHome: true },
  ]
}
