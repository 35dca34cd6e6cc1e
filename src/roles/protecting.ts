import { type AuditTrail, openAuditTrail } from '../compliance/audit-trail.ts'
import { chainEarlierEntries } from '../compliance/earlier-entries.ts'
import { type ErasedSubjects, openErasedSubjects, watchErasures } from '../compliance/erased-subjects.ts'
import type { Keys } from '../compliance/master-key.ts'
import { openOpenness } from '../compliance/openness.ts'
import { destroyedKeys, openPersonKeys, type PersonKeys } from '../compliance/person-keys.ts'
import { openProtection, type Protection } from '../compliance/protect.ts'
import type { ServiceKeys } from '../compliance/service-keys.ts'
import { openSigner, type Signer } from '../compliance/signer.ts'
import { openSubjectTokens, type SubjectTokens } from '../compliance/subject-tokens.ts'
import { openTenantSecrets } from '../compliance/tenant-secrets.ts'
import type { Catalogue } from '../events/catalogue.ts'
import { forgetRecent } from '../ledger/recent-cache.ts'
import type { Now } from '../platform/clock.ts'
import type { Closers } from '../platform/closers.ts'
import type { Config } from '../platform/config.ts'
import type { Logger } from '../platform/log.ts'
import { listen } from '../postgres/listen.ts'
import type { Database } from '../postgres/pool.ts'

/** What keeps data of persons, and the trail of who saw or changed them. */
export interface Protecting {
  readonly signer: Signer
  readonly trail: AuditTrail
  readonly persons: PersonKeys
  readonly subjectTokens: SubjectTokens
  readonly erased: ErasedSubjects
  readonly protection: Protection
}

/** Opens the audit trail, the keys of persons and what seals and opens values. What an erasure destroys is forgotten here. */
export async function openProtecting(
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  {
    db,
    keys,
    catalogue,
    closers,
    log,
    now,
  }: {
    db: Database
    keys: Pick<Keys & ServiceKeys, 'wrap' | 'signing'>
    catalogue: Catalogue
    closers: Closers
    log: Logger
    now: Now
  },
): Promise<Protecting> {
  const signer = await openSigner(keys.signing)
  const trail = openAuditTrail(db)
  const earlier = await chainEarlierEntries(db)
  if (earlier > 0) log.info({ entries: earlier }, 'chained the audit entries of an earlier release')
  const persons = openPersonKeys(db, keys.wrap)
  if (databaseUrl !== undefined) {
    const destroyed = await listen(databaseUrl, destroyedKeys, persons.forget, log)
    closers.add('word of destroyed keys', destroyed.close)
  }
  const secrets = openTenantSecrets(db, keys.wrap)
  const subjectTokens = openSubjectTokens(secrets)
  const erased = openErasedSubjects(db, subjectTokens, now)
  // Recent events in memory may be of a data subject who is being erased.
  const erasures = await watchErasures(db, () => forgetRecent(db), log)
  closers.add('watch over erasures', erasures.close)
  const protection = openProtection(catalogue, persons, {
    secrets,
    openness: openOpenness(db, now),
  })
  return { signer, trail, persons, subjectTokens, erased, protection }
}
