/** A person by the id that the tenant gave, or the wearer of a device. */
export type AskedSubject = { readonly user_id: string } | { readonly device_id: string }

export const idOf = (subject: AskedSubject): string => ('user_id' in subject ? subject.user_id : subject.device_id)

/** The person or device as stores know it: each id with the pseudonym under which it may stand. */
export interface StoredSubject {
  readonly tenantId: string
  readonly kind: 'user_id' | 'device_id'
  readonly ids: readonly string[]
}
