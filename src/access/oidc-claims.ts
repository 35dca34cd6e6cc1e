import { Failure } from '../platform/errors.ts'
import { roleNames } from './roles.ts'
import type { Identity } from './sign-in-person.ts'
import { isWord } from './tokens.ts'

/** How claims are read. A claim is named as it is, or by its way through objects: `realm_access.roles`. */
export interface ClaimRules {
  readonly tenantClaim: string
  /** The tenant of all who sign in, in place of a claim. */
  readonly tenant: string | undefined
  readonly roleClaim: string
  /** Roles by what the claim says (a group, say), the first that fits counts; where there are none the claim says the role itself. */
  readonly roles: readonly (readonly [says: string, role: string])[]
  readonly defaultRole: string | undefined
}

type Claims = Readonly<Record<string, unknown>>

/** The value of a claim; undefined where there is none. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((inner, part) => {
    const isObject = typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
    return isObject ? (inner as Claims)[part] : undefined
  }, claims)
}

/** The roles that a claim gives, the one that counts first. Of several of our own names the one that may do most does. */
function rolesOf(claim: unknown, mapped: ClaimRules['roles']): string[] {
  const said = [claim].flat().filter((it): it is string => typeof it === 'string')
  if (mapped.length > 0) return mapped.filter(([says]) => said.includes(says)).map(([, role]) => role)
  const own = roleNames.filter((name) => said.includes(name))
  return [...own, ...said.filter((it) => !own.some((name) => name === it))]
}

const cleaned = (text: unknown): string =>
  typeof text === 'string'
    ? text
        .replaceAll(/\p{Cc}/gu, ' ')
        .toWellFormed()
        .trim()
        .slice(0, 100)
    : ''

/**
 * Who signs in by these claims, which were checked before.
 * @throws Failure unknown_tenant where a claim is there and names no tenant; sign_in_failed for a subject that cannot be kept
 */
export function identityOf(claims: Claims, rules: ClaimRules): Identity {
  const { iss: issuer, sub: subject, email, email_verified: isVerified } = claims
  if (!isWord(issuer, 500) || !isWord(subject, 255)) {
    throw new Failure('sign_in_failed', 'The provider names a subject that cannot be kept.')
  }
  const claimed = rules.tenant ?? claimAt(claims, rules.tenantClaim)
  if (claimed !== undefined && claimed !== null && !isWord(claimed, 64)) {
    throw new Failure('unknown_tenant', `The provider's claim ${rules.tenantClaim} names no tenant.`)
  }
  return {
    ...{ issuer, subject, tenantId: claimed ?? undefined, defaultRole: rules.defaultRole },
    email: isVerified === true && isWord(email, 254) ? email : undefined,
    name: cleaned(claims.name) || cleaned(claims.preferred_username),
    roles: rolesOf(claimAt(claims, rules.roleClaim), rules.roles),
  }
}
