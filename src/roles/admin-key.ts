import { createApiKey, hasApiKeys, setConfiguredKey } from '../access/api-keys.ts'
import { scopes } from '../access/principal.ts'
import type { Config } from '../platform/config.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'

/** How the configured key is taken: where people sign in by a provider, it is for the time when that is unavailable. */
export const configuredKeyOf = ({ oidc, breakGlass }: Config) =>
  oidc === undefined ? 'ordinary' : breakGlass ? 'break-glass' : 'off'

/**
 * Sets the configured admin key, or makes one where the database has no key at all.
 * @returns the key that was made, to be shown once
 */
export async function prepareAdmin(
  db: Database,
  config: Config,
  hashKey: Buffer,
  log: Logger,
): Promise<string | undefined> {
  const admin = { tenantId: config.adminTenant, name: 'POCM_ADMIN_KEY', scopes }
  if (config.adminKey !== undefined) {
    const outcome = await setConfiguredKey(db, admin, config.adminKey, hashKey)
    if (outcome === 'revoked') log.warn('POCM_ADMIN_KEY was revoked and stays so: set another, or none')
    return undefined
  }
  if (await hasApiKeys(db)) return undefined
  return (await createApiKey(db, { ...admin, name: 'admin' })).key
}
