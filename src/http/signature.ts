import type { FastifyInstance, FastifyRequest } from 'fastify'
import { needsSignature } from '../access/tenants.ts'
import { Failure } from '../platform/errors.ts'
import { reasonHeader } from './audit.ts'
import { principalOf } from './authentication.ts'
import type { HttpDeps } from './deps.ts'

/** What one says by signing (21 CFR 11.50). */
export const meanings = ['approved', 'reviewed', 'released', 'responsible'] as const
export type Meaning = (typeof meanings)[number]

/** A signature as an entry of the audit trail holds it, bound to it by the entry's hash (21 CFR 11.70). */
export interface Signature {
  readonly name: string
  readonly meaning: Meaning
  /** RFC 3339 */
  readonly at: string
  /** By what the signer was known: their API key, or a sign-in by the provider within ten minutes. */
  readonly method: 'api_key' | 'oidc'
}

interface Signed {
  /** Whether a call of this kind changes what matters; each does where it is not given. */
  readonly when?: (request: FastifyRequest) => boolean
  /** Set where nothing else of the call asks for a reason: `X-Change-Reason` is needed. */
  readonly needsReason?: true
}

declare module 'fastify' {
  interface FastifyRequest {
    signature: Signature | null
  }
  interface FastifyContextConfig {
    /** Set where a change matters so much that it is signed where the tenant asks for it. */
    signed?: Signed
  }
}

export const meaningHeader = 'x-signature-meaning'
export const credentialHeader = 'x-signature-credential'
/** How long a sign-in by the provider stands for its person. */
const freshMs = 10 * 60_000

const required = (detail: string, more = {}) => new Failure('signature_required', detail, more)

/** By what the caller is known now. @throws Failure signature_required, signature_invalid */
async function methodOf({ keyRing, sessions, now }: HttpDeps, request: FastifyRequest): Promise<Signature['method']> {
  const { keyId, personId, accountId } = principalOf(request)
  if (accountId !== undefined) throw required('A service account is no person, and signs nothing.')
  if (request.sessionId === null) {
    // A key comes with each call anew.
    if (keyId !== undefined) return 'api_key'
    throw required('A token cannot sign: sign in, or use an API key.')
  }
  if (personId !== undefined) {
    const at = await sessions.authenticatedAt(request.sessionId)
    if (at !== undefined && now() - at.getTime() <= freshMs) return 'oidc'
    throw required('Sign in again to sign: the last sign-in is more than ten minutes ago.', {
      sign_in: '/auth/oidc/start?fresh=true',
    })
  }
  const credential = request.headers[credentialHeader]
  if (typeof credential !== 'string' || credential === '') {
    throw required(`Send the API key that you signed in with again, in ${credentialHeader}.`)
  }
  const found = await keyRing.find(credential)
  if (found === undefined || found === 'expired' || found.keyId !== keyId) {
    throw new Failure('signature_invalid', 'This is not the API key that you signed in with.')
  }
  return 'api_key'
}

/** Asks for a reason and a signature where a route, and its tenant, want them; the audit trail keeps both. */
export function signRequests(app: FastifyInstance, deps: HttpDeps): void {
  app.decorateRequest('signature', null)
  app.addHook('preHandler', async (request) => {
    const { signed } = request.routeOptions.config
    if (signed === undefined || !(signed.when?.(request) ?? true)) return
    if (signed.needsReason && !request.headers[reasonHeader]) {
      throw new Failure('reason_required', `Send why, percent-encoded, in ${reasonHeader}.`)
    }
    const { tenantId, name } = principalOf(request)
    const meaning = request.headers[meaningHeader]
    if (meaning === undefined && !(await needsSignature(deps.db, tenantId))) return
    if (!meanings.some((it) => it === meaning)) {
      throw required(`Say what you sign for in ${meaningHeader}: ${meanings.join(', ')}.`)
    }
    const method = await methodOf(deps, request)
    request.signature = { name, meaning: meaning as Meaning, at: new Date(deps.now()).toISOString(), method }
  })
}
