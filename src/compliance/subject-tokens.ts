import type { TenantSecrets } from './tenant-secrets.ts'

/** A person by user_id, or the wearer of a device by device_id. */
export interface Subject {
  readonly user_id?: string | null
  readonly device_id?: string | null
}

/**
 * The tokens under which the audit trail names persons and devices: the same of the same id, and nothing to one who does not know it.
 * @param ids as they are stored, which of one that looks like an e-mail address is its pseudonym
 */
export type SubjectTokens = (tenantId: string, ids: readonly string[]) => Promise<string[]>

export const openSubjectTokens =
  (secrets: TenantSecrets): SubjectTokens =>
  async (tenantId, ids) => {
    if (ids.length === 0) return []
    const tokenOf = await secrets.tokens(tenantId)
    return [...new Set(ids)].map((id) => tokenOf(`subject\u0000${id}`))
  }

/** The ids of whom events are about. */
export const idsOf = (events: readonly Subject[]): string[] => [
  ...new Set(events.flatMap(({ user_id, device_id }) => [user_id, device_id].filter((id) => typeof id === 'string'))),
]
