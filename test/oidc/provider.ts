import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

export const clientId = 'pocm'
export const clientSecret = 'a-secret-of-the-client-for-tests-alone'

/** What the provider says of an account, beside `sub`. */
export type Claims = Readonly<Record<string, unknown>>

export interface TestProvider {
  readonly issuer: string
  /** Who signs in next, without being asked for a password. */
  signInAs(subject: string, claims: Claims): void
  /** Tells the provider where the service is, once that is known. */
  serveFor(serviceUrl: string): Promise<void>
  /** Signs with another key from now on; the one before is gone. */
  rotateKeys(): Promise<void>
  close(): Promise<void>
}

async function makeKey(kid: string) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' }
}

/** An OpenID Connect provider on a free port, which signs in the account that the test names. */
export async function startProvider(): Promise<TestProvider> {
  const accounts = new Map<string, Claims>()
  let next = ''
  let listener: RequestListener = (_request, response) => response.writeHead(503).end()
  const server = createServer((request, response) => listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let serviceUrl = ''
  let made = 0

  async function configure(): Promise<void> {
    made += 1
    const provider = new Provider(issuer, {
      clients: [
        {
          ...{ client_id: clientId, client_secret: clientSecret },
          redirect_uris: [`${serviceUrl}/auth/oidc/callback`],
          post_logout_redirect_uris: [`${serviceUrl}/sign-in`],
          backchannel_logout_uri: `${serviceUrl}/auth/oidc/backchannel-logout`,
          backchannel_logout_session_required: true,
        },
      ],
      jwks: { keys: [await makeKey(`key-${made}`)] },
      cookies: { keys: ['a key of the cookies of the provider'] },
      claims: { openid: ['sub', 'tenant_id', 'role', 'groups'], email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
      findAccount: (_ctx: unknown, id: string) => ({
        accountId: id,
        claims: async () => ({ sub: id, ...accounts.get(id) }),
      }),
      // The package's own refuses to call private addresses, where the service is.
      fetch: (url: URL, { dispatcher: _, ...options }: RequestInit & { dispatcher?: unknown }) => fetch(url, options),
      interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      async loadExistingGrant({ oidc: { client, session } }: LoadContext) {
        const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
        grant.addOIDCScope('openid email profile')
        await grant.save()
        return grant
      },
    })
    provider.use(async (ctx, go) => {
      if (!ctx.path.startsWith('/interaction/')) return go()
      ctx.respond = false
      await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: next } })
    })
    listener = provider.callback()
  }

  return {
    issuer,
    signInAs(subject, claims) {
      next = subject
      accounts.set(subject, claims)
    },
    async serveFor(url) {
      serviceUrl = url
      await configure()
    },
    rotateKeys: configure,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface LoadContext {
  readonly oidc: { readonly client: { readonly clientId: string }; readonly session: { readonly accountId: string } }
}
