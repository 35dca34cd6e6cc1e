import { archivedPosition } from '../archive/batches.ts'
import { archiveHeads, signHeads } from '../compliance/audit-heads.ts'
import { chainEarlierEntries } from '../compliance/earlier-entries.ts'
import type { Keys } from '../compliance/master-key.ts'
import type { ServiceKeys } from '../compliance/service-keys.ts'
import { verifyAudit } from '../compliance/verify-audit.ts'
import type { Catalogue } from '../events/catalogue.ts'
import type { Letters } from '../ingest/dead-letters.ts'
import type { Reconcile } from '../keeping/reconcile.ts'
import { leftSlices } from '../ledger/leave.ts'
import type { LogPosition } from '../ledger/read-log.ts'
import { balancedTypes, type Measures } from '../measures/catalogue.ts'
import type { Now } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { Failure } from '../platform/errors.ts'
import type { Logger } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import { inTurn } from '../postgres/exclusive-claim.ts'
import type { Database } from '../postgres/pool.ts'
import { beginDueRuns } from '../retention/daily.ts'
import type { RetentionDeps } from '../retention/deps.ts'
import { narrowLedger } from '../retention/hot-window.ts'
import { workOffRetention } from '../retention/run.ts'
import { type EraseDeps, workOffErasures } from '../subjects/erase.ts'
import { replayErasures } from '../subjects/erasure-records.ts'
import type { ReadLeftEvents } from '../subjects/find-events.ts'
import { workOffExports } from '../subjects/work.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Archiving } from './archive.ts'
import type { Consumers } from './consumers.ts'
import type { startKeeper } from './keeper.ts'
import type { Protecting } from './protecting.ts'
import { warehouseConsumer } from './sink.ts'

/** Export, erasure and retention, and their tasks by the clock. */
export interface Removing {
  readonly erasing: EraseDeps
  readonly retaining: RetentionDeps
  readonly tasks: Pick<
    Parameters<typeof startKeeper>[0],
    'workOffExports' | 'workOffErasures' | 'workOffRetention' | 'narrowLedger' | 'signAuditHeads'
  >
}

/** Wires what takes data of persons out of the stores. Erasures that a backup does not know of are done again first. */
export async function openRemoving(
  config: Pick<Config, 'hotWindowDays'>,
  deps: Pick<Protecting, 'signer' | 'trail' | 'persons' | 'subjectTokens' | 'protection'> & {
    db: Database
    warehouse: Warehouse
    catalogue: Catalogue
    measures: Measures
    keys: Keys & ServiceKeys
    letters: Letters
    archiving: Archiving
    consuming: Consumers
    reconcile: Reconcile
    operations: RetentionDeps['operations']
    metrics: Metrics
    log: Logger
    now: Now
  },
): Promise<Removing> {
  const { db, warehouse, catalogue, measures, keys, letters, archiving, consuming, reconcile } = deps
  const { signer, trail, persons, subjectTokens, protection, operations, metrics, log, now } = deps
  const exporting = {
    ...{ db, protection, letters, subjectTokens, signer, log, now },
    readLeft: readAllLeft(db, archiving.retention.readLeft),
    ...{ wrap: keys.wrap, objects: archiving.sealedObjects },
  }
  const erasing = {
    ...{ ...exporting, warehouse, reconcile, persons, payloadKey: keys.payload, recordKey: keys.archive },
    ...{ rewrite: archiving.rewrite, countLines: archiving.countLines },
    warehousePosition: () => (consuming.positions.get(warehouseConsumer) as () => Promise<LogPosition>)(),
  }
  await replayBackedUp(erasing, log)
  const retaining: RetentionDeps = {
    ...{ db, warehouse, protection, subjectTokens, signer, trail, reconcile, operations, metrics, log, now },
    ...{ wrap: keys.wrap, payloadKey: keys.payload, archive: archiving.retention },
    ...{ types: new Set(catalogue.keys()), balanced: balancedTypes(measures) },
    whileSinkRests: consuming.whileSinkRests,
    verifyTrail: async (tenantId) => (await verifyAudit({ db, signer, archive: archiving.auditHeads }, tenantId)).ok,
  }
  const narrow = async (signal: AbortSignal) => {
    const positions = [...consuming.positions.values(), () => archivedPosition(db)]
    const { kept } = await narrowLedger(retaining, positions, config.hotWindowDays, signal)
    if (kept.length > 0) log.info({ kept }, 'months that are older than the hot window stay in PostgreSQL')
  }
  return {
    erasing,
    retaining,
    tasks: {
      workOffExports: (signal) => workOffExports(exporting, signal),
      workOffErasures: (signal) => workOffErasures(erasing, signal),
      narrowLedger:
        config.hotWindowDays === 0 ? undefined : (signal) => inTurn(db, 'hot window', log, () => narrow(signal)),
      async workOffRetention(signal) {
        await beginDueRuns(db, keys.wrap, now())
        await workOffRetention(retaining, signal)
      },
      async signAuditHeads() {
        await chainEarlierEntries(db)
        await signHeads(db, signer, now)
        await archiveHeads(db, archiving.auditHeads)
      },
    },
  }
}

/** Reads all events of a tenant that left the ledger. */
const readAllLeft = (db: Database, read: RetentionDeps['archive']['readLeft']): ReadLeftEvents =>
  async function* (tenantId) {
    const range = { from: '1970-01-01T00:00:00Z', to: '2199-01-01T00:00:00Z', tenantId }
    yield* read(await leftSlices(db, range))
  }

/** Replays erasures that a database restored from a backup lacks, before anything of it is served. */
async function replayBackedUp(erasing: EraseDeps, log: Logger): Promise<void> {
  try {
    const erasures = await replayErasures(erasing)
    if (erasures === 0) return
    log.warn(
      { erasures },
      'the database does not know of these erasures: they are done again before anything is served',
    )
    await workOffErasures(erasing, new AbortController().signal)
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'archive_unavailable')) throw error
    log.error({ err: error }, 'whether the database lacks erasures is not known while the archive is unavailable')
  }
}
