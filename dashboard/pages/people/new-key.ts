import type { NewApiKey } from '../../api/api-keys.ts'
import type { Scope } from '../../api/generated/contract.ts'

/** What each scope lets a key do, for those who choose. */
export const scopeTitles: Readonly<Record<Scope, string>> = {
  'analytics:ingest': 'Send events',
  'analytics:read': 'Read figures and masked events',
  'analytics:write': 'Keep views, notes and alerts',
  'personal:read': 'Read personal values',
  'compliance:audit': 'Read the audit trail',
  'compliance:export': 'Export the data of a person',
  'compliance:erase': 'Erase the data of a person',
  'quality:write': 'Decide on lots and adverse events',
  'people:provision': 'Provision people (SCIM)',
  admin: 'Everything in this tenant',
}

export const lifetimes = [
  { value: '', label: 'Does not end' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
]

/** The form as it is filled in; lists are separated by commas, spaces or lines. */
export interface KeyDraft {
  readonly name: string
  readonly scopes: readonly string[]
  readonly days: string
  readonly origins: string
  readonly types: string
  readonly ips: string
}

const listOf = (text: string) => text.split(/[\s,]+/).filter((it) => it !== '')
const dayMs = 86_400_000

/** What the form asks for. */
export function newKeyOf(draft: KeyDraft, now: number): NewApiKey {
  const { name, scopes, days, origins, types, ips } = draft
  const [allowedOrigins, allowedTypes, allowedIps] = [listOf(origins), listOf(types), listOf(ips)]
  return {
    name: name.trim(),
    scopes: [...scopes] as NewApiKey['scopes'],
    ...(days !== '' && { expires_at: new Date(now + Number(days) * dayMs).toISOString() }),
    ...(allowedOrigins.length > 0 && { allowed_origins: allowedOrigins }),
    ...(allowedTypes.length > 0 && { allowed_types: allowedTypes }),
    ...(allowedIps.length > 0 && { allowed_ips: allowedIps }),
  }
}
