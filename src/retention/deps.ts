import type { Proof } from '../archive/check-line.ts'
import type { LeftEvent } from '../archive/left-events.ts'
import type { RawFile, Trust } from '../archive/manifest.ts'
import type { Change } from '../archive/rewrite-batch.ts'
import type { ArchiveStore } from '../archive/store.ts'
import type { AuditTrail } from '../compliance/audit-trail.ts'
import type { SealingKey } from '../compliance/sealing.ts'
import type { Signer } from '../compliance/signer.ts'
import type { SubjectTokens } from '../compliance/subject-tokens.ts'
import type { Reconcile, WhileSinkRests } from '../keeping/reconcile.ts'
import type { Now } from '../platform/clock.ts'
import type { Logger } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { Database } from '../postgres/pool.ts'
import type { OperationRecord } from '../service-metrics/batch-operations.ts'
import type { ForgetDeps } from '../subjects/forget-events.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** What of the archive retention reads and writes anew. */
export interface RetentionArchive {
  readonly store: ArchiveStore
  readonly spoolFolder: string
  readonly trust: Trust
  readonly proof: Proof
  /** @returns why a batch could not be written anew */
  rewriteBatch(batch: string, isMeant: (file: RawFile) => boolean, change: Change): Promise<string | undefined>
  settleRewrites(): Promise<void>
  /** Events that left the ledger, of these hours. */
  readLeft(hours: readonly { tenant_id: string; type: string; hour: string }[]): AsyncGenerator<LeftEvent[]>
}

export interface RetentionDeps extends ForgetDeps {
  readonly db: Database
  readonly warehouse: Warehouse
  readonly archive: RetentionArchive
  readonly subjectTokens: SubjectTokens
  readonly wrap: SealingKey
  readonly signer: Signer
  readonly trail: AuditTrail
  readonly verifyTrail: (tenantId: string) => Promise<boolean>
  readonly reconcile: Reconcile
  readonly whileSinkRests: WhileSinkRests
  readonly operations: Pick<OperationRecord, 'note'>
  readonly metrics: Metrics
  /** All event types, and those of which a level is carried forward. */
  readonly types: ReadonlySet<string>
  readonly balanced: ReadonlySet<string>
  readonly log: Logger
  readonly now: Now
}
