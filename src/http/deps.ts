import type { KeyRing } from '../access/key-ring.ts'
import type { KnownAccounts } from '../access/known-accounts.ts'
import type { KnownPeople } from '../access/known-people.ts'
import type { Limited, LimitOverrides } from '../access/limit-overrides.ts'
import type { Oidc } from '../access/oidc.ts'
import type { PendingSignIns } from '../access/pending-sign-in.ts'
import type { RateLimits } from '../access/rate-limits.ts'
import type { Sessions } from '../access/sessions.ts'
import type { Tokens } from '../access/tokens.ts'
import type { Alerts } from '../alerts/alerts.ts'
import type { Archive } from '../archive/archive.ts'
import type { SealedObjects } from '../archive/sealed-object.ts'
import type { AuditGroups } from '../compliance/audit-groups.ts'
import type { HeadArchive } from '../compliance/audit-heads.ts'
import type { AuditTrail } from '../compliance/audit-trail.ts'
import type { Protection } from '../compliance/protect.ts'
import type { SealingKey } from '../compliance/sealing.ts'
import type { Signer } from '../compliance/signer.ts'
import type { SubjectTokens } from '../compliance/subject-tokens.ts'
import type { Catalogue } from '../events/catalogue.ts'
import type { CountOutcomes } from '../ingest/count-outcomes.ts'
import type { Letters } from '../ingest/dead-letters.ts'
import type { IngestDeps } from '../ingest/ingest.ts'
import type { NoteRejected } from '../ingest/note-rejected.ts'
import type { Completeness } from '../keeping/completeness.ts'
import type { LookUps } from '../keeping/look-up.ts'
import type { Reconcile } from '../keeping/reconcile.ts'
import type { Replay } from '../keeping/replay.ts'
import type { BringBack } from '../keeping/restore-archive.ts'
import type { LogPosition } from '../ledger/read-log.ts'
import type { Feed } from '../live/feed.ts'
import type { Consumer } from '../log/loop.ts'
import type { Measures } from '../measures/catalogue.ts'
import type { Gateway } from '../models/gateway.ts'
import type { ReadAnnotations } from '../notes/read-annotations.ts'
import type { Breakers } from '../platform/breaker.ts'
import type { Now } from '../platform/clock.ts'
import type { DiskSpace } from '../platform/disk-space.ts'
import type { Effective } from '../platform/effective-settings.ts'
import type { Logger } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { RecentTimes } from '../platform/recent-times.ts'
import type { Tracer } from '../platform/tracing.ts'
import type { Database } from '../postgres/pool.ts'
import type { AnswerCache } from '../query/answer-cache.ts'
import type { RetentionDeps } from '../retention/deps.ts'
import type { Registry } from '../schemas/registry.ts'
import type { OperationRecord } from '../service-metrics/batch-operations.ts'
import type { RejectedEvents } from '../service-metrics/rejections.ts'
import type { EraseDeps } from '../subjects/erase.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Rebuilt } from '../warehouse/writing/build-rollups.ts'
import type { FailedCredentialLimits } from './failed-credentials.ts'

/** All that the HTTP room is handed. */
export interface HttpDeps {
  readonly db: Database
  /** Undefined where spans go nowhere. */
  readonly tracer: Tracer | undefined
  readonly catalogue: Catalogue
  readonly measures: Measures
  readonly ingest: IngestDeps
  readonly countOutcomes: CountOutcomes
  readonly noteRejected: NoteRejected
  readonly rejected: Pick<RejectedEvents, 'flush'>
  /** How long calls to ingest took lately. */
  readonly ingestTimes: RecentTimes
  /** The settings of this process as they are shown. */
  readonly settings: readonly Effective[]
  readonly operations: Pick<OperationRecord, 'note' | 'flush'>
  readonly letters: Letters
  readonly protection: Protection
  readonly warehouse: Warehouse
  readonly answerCache: AnswerCache
  readonly annotations: ReadAnnotations
  readonly models: Gateway
  readonly alerts: Alerts
  readonly feed: Feed
  /** What this process carries events with, by the name under which `/ready` shows it. */
  readonly consumers: ReadonlyMap<string, Pick<Consumer, 'stuck'>>
  /** The disk of the data folder. */
  readonly diskSpace: DiskSpace
  readonly keyRing: KeyRing
  readonly people: KnownPeople
  readonly accounts: KnownAccounts
  /** Undefined where no provider is configured. */
  readonly oidc: Oidc | undefined
  readonly pendingSignIns: PendingSignIns
  /** Which role a group of the provider gives, where it is none of the same name. */
  readonly groupRoles: readonly (readonly [says: string, role: string])[]
  readonly tokens: Tokens
  readonly sessions: Sessions
  readonly auditGroups: AuditGroups
  readonly trail: AuditTrail
  readonly subjectTokens: SubjectTokens
  /** Copies of signed heads of audit trails. */
  readonly auditHeads: HeadArchive
  readonly signer: Signer
  /** What it takes to ask stores of an erasure again. */
  readonly erasing: EraseDeps
  /** What it takes to plan what policies would take away. */
  readonly retaining: RetentionDeps
  /** Seals what the service keeps of persons beside events. */
  readonly wrapKey: SealingKey
  readonly sealedObjects: SealedObjects
  /** Where people reach the service, where the configuration says it. */
  readonly publicUrl: string | undefined
  readonly rateLimits: RateLimits
  readonly limitOverrides: Pick<LimitOverrides, 'of' | 'refresh'>
  /** Of a credential of a tenant without limits of its own, per second. */
  readonly defaultLimits: Readonly<Record<Limited, number>>
  readonly failedCredentials: FailedCredentialLimits
  readonly reconcile: Reconcile
  readonly completeness: Completeness
  /** How many events each consumer has not finished, wherever it runs, by its name. */
  readonly lags: ReadonlyMap<string, () => Promise<number>>
  /** The place in the log that each consumer of it has finished, by its name. */
  readonly positions: ReadonlyMap<string, () => Promise<LogPosition>>
  /** Where schemas are registered too, where there is such a place. */
  readonly schemaRegistry: Pick<Registry, 'check'> | undefined
  readonly archive: Archive
  readonly lookUps: LookUps
  readonly bringBack: BringBack
  /** The tenant whose admin runs the service, and may ask things for all tenants. */
  readonly operatorTenant: string
  readonly rebuild: (rollup: string) => Promise<Rebuilt[]>
  readonly replay: Replay
  /** Names of consumers whose position is the service's own affair. */
  readonly ownConsumers: ReadonlySet<string>
  readonly breakers: Breakers
  readonly metrics: Metrics
  readonly log: Logger
  readonly now: Now
  readonly maxBodyBytes: number
  /** Proxies whose `X-Forwarded-*` is believed. */
  readonly trustedProxies: readonly string[]
}
