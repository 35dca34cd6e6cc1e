import { once } from 'node:events'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createApiKey, hasApiKeys, setConfiguredKey } from '../access/api-keys.ts'
import { openKeyRing } from '../access/key-ring.ts'
import { openKnownAccounts } from '../access/known-accounts.ts'
import { openKnownPeople } from '../access/known-people.ts'
import { openLimitOverrides } from '../access/limit-overrides.ts'
import { openOidc } from '../access/oidc.ts'
import { openPendingSignIns } from '../access/pending-sign-in.ts'
import { scopes } from '../access/principal.ts'
import { openRateLimits } from '../access/rate-limits.ts'
import { openSessions } from '../access/sessions.ts'
import { hasTenant } from '../access/tenants.ts'
import { openTokens } from '../access/tokens.ts'
import { openAlerts } from '../alerts/alerts.ts'
import { openDelivery } from '../alerts/deliver.ts'
import { startWatch } from '../alerts/watch.ts'
import { archivedPosition } from '../archive/batches.ts'
import { findArchived } from '../archive/left-events.ts'
import { openAuditGroups } from '../compliance/audit-groups.ts'
import { archiveHeads, signHeads } from '../compliance/audit-heads.ts'
import { openAuditTrail } from '../compliance/audit-trail.ts'
import { chainEarlierEntries } from '../compliance/earlier-entries.ts'
import { openErasedSubjects, watchErasures } from '../compliance/erased-subjects.ts'
import { openHeldKeys } from '../compliance/held-keys.ts'
import { manifestKeys } from '../compliance/manifest-keys.ts'
import { openKeys } from '../compliance/master-key.ts'
import { openOpenness } from '../compliance/openness.ts'
import { destroyedKeys, openPersonKeys } from '../compliance/person-keys.ts'
import { openProtection } from '../compliance/protect.ts'
import { openSigner } from '../compliance/signer.ts'
import { openSubjectTokens } from '../compliance/subject-tokens.ts'
import { openTenantSecrets } from '../compliance/tenant-secrets.ts'
import { verifyAudit } from '../compliance/verify-audit.ts'
import { groupedFields, loadCatalogue } from '../events/catalogue.ts'
import { buildApp } from '../http/app.ts'
import type { HttpDeps } from '../http/deps.ts'
import { openMetricsServer } from '../http/metrics-server.ts'
import { openCountOutcomes } from '../ingest/count-outcomes.ts'
import { openLetters } from '../ingest/dead-letters.ts'
import { openGroupCommit } from '../ingest/group-commit.ts'
import { openGuesses } from '../ingest/guesses.ts'
import type { IngestDeps } from '../ingest/ingest.ts'
import { openNoteRejected } from '../ingest/note-rejected.ts'
import { openResentBatches } from '../ingest/resent-batches.ts'
import { compileValidators } from '../ingest/validate.ts'
import { openCompleteness } from '../keeping/completeness.ts'
import { openLookUps } from '../keeping/look-up.ts'
import { openReconcile } from '../keeping/reconcile.ts'
import { openReplay } from '../keeping/replay.ts'
import { openBringBack } from '../keeping/restore-archive.ts'
import { appendEvents, findStored, type NewEvent } from '../ledger/append.ts'
import { neverCopy, openCopyPace } from '../ledger/copy-pace.ts'
import { noteTraces, traceBatch } from '../ledger/event-traces.ts'
import { findKeys } from '../ledger/key-holders.ts'
import { leftSlices } from '../ledger/leave.ts'
import type { LogPosition } from '../ledger/read-log.ts'
import { forgetRecent } from '../ledger/recent-cache.ts'
import { openUpkeep } from '../ledger/upkeep.ts'
import { openFeed } from '../live/feed.ts'
import { openLease } from '../log/lease.ts'
import { openNotifier } from '../log/notifier.ts'
import { balancedTypes, loadMeasures } from '../measures/catalogue.ts'
import { openAnnotations } from '../notes/read-annotations.ts'
import { noteBoot } from '../platform/boot-id.ts'
import { openBreakers } from '../platform/breaker.ts'
import { openMemoryCache, openRedisCache } from '../platform/cache.ts'
import type { Now } from '../platform/clock.ts'
import { type Closers, collectClosers } from '../platform/closers.ts'
import type { Config } from '../platform/config.ts'
import { watchDiskSpace } from '../platform/disk-space.ts'
import { Failure } from '../platform/errors.ts'
import { lockFolder } from '../platform/folder-lock.ts'
import type { Logger } from '../platform/log.ts'
import { openMetrics } from '../platform/metrics.ts'
import { takePrivateFolder } from '../platform/private-folder.ts'
import { openRecentTimes } from '../platform/recent-times.ts'
import { openRedis } from '../platform/redis.ts'
import type { Tracer } from '../platform/tracing.ts'
import { claim, inTurn } from '../postgres/exclusive-claim.ts'
import { listen } from '../postgres/listen.ts'
import type { Database } from '../postgres/pool.ts'
import { openAnswerCache } from '../query/answer-cache.ts'
import { beginDueRuns } from '../retention/daily.ts'
import type { RetentionDeps } from '../retention/deps.ts'
import { narrowLedger } from '../retention/hot-window.ts'
import { workOffRetention } from '../retention/run.ts'
import { registerSchemas } from '../schemas/registry.ts'
import { openOperationRecord } from '../service-metrics/batch-operations.ts'
import { openKeeperRuns } from '../service-metrics/keeper-runs.ts'
import { openOutcomeRecord } from '../service-metrics/outcomes.ts'
import { openRejectedEvents } from '../service-metrics/rejections.ts'
import { type EraseDeps, workOffErasures } from '../subjects/erase.ts'
import { replayErasures } from '../subjects/erasure-records.ts'
import type { ReadLeftEvents } from '../subjects/find-events.ts'
import { holdRecalledLots } from '../subjects/hold-recalled.ts'
import { workOffExports } from '../subjects/work.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { openArchiving } from './archive.ts'
import { type Consumers, startConsumers } from './consumers.ts'
import { startKeeper } from './keeper.ts'
import { openModels } from './models.ts'
import { withSealedWords } from './sealed-words.ts'
import { warehouseConsumer } from './sink.ts'
import { openStores } from './stores.ts'

export interface Service {
  readonly app: FastifyInstance
  readonly deps: HttpDeps
  readonly db: Database
  readonly warehouse: Warehouse
  /** How many events each consumer has not finished, wherever it runs, by its name. */
  readonly lags: Consumers['lags']
  /** The admin key that was made on this first start, to be shown once. */
  readonly newAdminKey: string | undefined
  /** Takes nothing new, finishes what was begun, closes everything. */
  close(): Promise<void>
}

/** What may be kept in this process for a short while, where there is no Redis. */
const cacheCharacters = 16 * 1024 * 1024

/**
 * Opens the stores, starts the roles asked for and wires the rooms together; nothing listens yet. Whatever opened is
 * closed again on failure.
 * @param options `onCrash` is called when the embedded PostgreSQL ended, `onLost` when another process has what only
 *   one may have; the process cannot go on then.
 */
export async function openService(
  config: Config,
  log: Logger,
  options: { now?: Now; onCrash: (error: Error) => void; onLost?: (error: Error) => void },
): Promise<Service> {
  const now = options.now ?? Date.now
  const closers = collectClosers(log)
  try {
    const isEmbedded = { ledger: config.databaseUrl === undefined, warehouse: config.clickhouseUrl === undefined }
    takePrivateFolder(config.dataDir, log)
    if (isEmbedded.ledger || isEmbedded.warehouse) closers.add('folder', lockFolder(config.dataDir))
    const masterKeys = openKeys(config.dataDir, config.masterKey, config.previousMasterKeys)
    const [catalogue, measures] = await Promise.all([loadCatalogue(), loadMeasures()])
    const metrics = openMetrics()
    const tracer = await openTracer(config, closers)
    const breakers = openBreakers(metrics, log, now)
    const redis = config.redisUrl === undefined ? undefined : openRedis(config.redisUrl, breakers.of('redis'), log)
    if (redis !== undefined) closers.add('redis', redis.close)
    const cache = redis === undefined ? openMemoryCache(cacheCharacters) : openRedisCache(redis)
    const { db, warehouse } = await openStores(config, {
      catalogue,
      measures,
      log,
      breakers,
      closers,
      tracer,
      onCrash: options.onCrash,
    })
    const boot = isEmbedded.warehouse ? noteBoot(join(config.dataDir, 'clickhouse')) : undefined
    const diskSpace = watchDiskSpace(config.dataDir, config.minFreeBytes, now)

    const keys = await openHeldKeys(db, masterKeys)
    if (isEmbedded.warehouse && !isEmbedded.ledger) {
      const name = 'embedded warehouse of this database'
      const instead = 'Several processes on one database need CLICKHOUSE_URL'
      const held = await claim(db, {
        name,
        instead,
        folder: config.dataDir,
        log,
        lost: options.onLost ?? options.onCrash,
      })
      closers.add('claim', held.release)
    }
    const newAdminKey = await prepareAdmin(db, config, keys.configuredKey, log)
    const signer = await openSigner(keys.signing)
    const trail = openAuditTrail(db)
    const earlier = await chainEarlierEntries(db)
    if (earlier > 0) log.info({ entries: earlier }, 'chained the audit entries of an earlier release')
    const notifier = openNotifier()
    const persons = openPersonKeys(db, keys.wrap)
    if (config.databaseUrl !== undefined) {
      const destroyed = await listen(config.databaseUrl, destroyedKeys, persons.forget, log)
      closers.add('word of destroyed keys', destroyed.close)
    }
    const secrets = openTenantSecrets(db, keys.wrap)
    const subjectTokens = openSubjectTokens(secrets)
    const erased = openErasedSubjects(db, subjectTokens, now)
    // What is at hand of the log may be of somebody who is being erased.
    const erasures = await watchErasures(db, () => forgetRecent(db), log)
    closers.add('watch over erasures', erasures.close)
    const protection = openProtection(catalogue, persons, {
      secrets,
      openness: openOpenness(db, now),
    })
    const append = { kind: 'client', attributes: { 'db.system.name': 'postgresql' } } as const
    const copyPace = isEmbedded.ledger ? neverCopy : openCopyPace(now)
    const groupCommit = openGroupCommit(
      (events) =>
        traceBatch({ tracer }, 'ledger.append', append, events.map(eventOf), () => appendEvents(db, events, copyPace)),
      {
        queueEvents: config.queueEvents,
        onCommit: notifier.call,
      },
    )
    const ingest: IngestDeps = {
      catalogue,
      validate: compileValidators(catalogue),
      protection,
      groupCommit,
      erased,
      repeats: openResentBatches(cache, (events) => findStored(db, events)),
      guesses: openGuesses(now),
      onSpent: ({ tenantId, credential }) =>
        trail.append({
          tenantId,
          actor: { name: credential || 'kafka', kind: 'api_key', tenantId },
          ...{ action: 'ingest.conflicts_limited', resource: 'ingest', outcome: 'refused', traceId: '' },
          details: { credential },
        }),
      onRecalls: (recalls) => holdRecalledLots(db, trail, recalls),
      findKeys: (wanted) => findKeys(db, wanted),
      metrics,
      payloadKey: keys.payload,
      diskSpace: isEmbedded.ledger ? diskSpace : undefined,
      tracer,
      // An event that cannot be followed is an event all the same.
      noteTraces: (events) =>
        noteTraces(isEmbedded.ledger ? undefined : db, events).catch((error) =>
          log.debug({ err: error }, 'the traces of events could not be noted'),
        ),
      now,
    }
    const letters = openLetters({
      ...{ db, catalogue, key: keys.letters, tokenKey: keys.letterTokens, persons, operator: config.adminTenant },
      storedId: async (tenantId, id) => (await protection.storedAs(tenantId, id)).at(-1) ?? id,
    })
    const archiving = openArchiving(config, {
      ...{ db, catalogue, diskSpace, breakers, metrics, log },
      keys: manifestKeys(keys),
      keepLetters: letters.keepRefused,
      erased,
      proof: { payloadKey: keys.payload, openWhole: protection.openWhole },
    })
    closers.add('archive store', archiving.close)
    const sealedLetters = await letters.sealOld()
    if (sealedLetters > 0) log.info({ letters: sealedLetters }, 'sealed what dead letters of an earlier release tell')
    const outcomes = openOutcomeRecord(db, now, log)
    closers.add('record of outcomes', outcomes.close)
    const rejected = openRejectedEvents(db, now, log)
    closers.add('record of rejected events', rejected.close)
    const operations = openOperationRecord(db, now, log)
    closers.add('record of operations', operations.close)
    const countOutcomes = openCountOutcomes(metrics, catalogue, config.adminTenant, outcomes.add)
    const consuming = await startConsumers(config, {
      ...{ db, warehouse, catalogue, ingest, letters, archiving, isEmbedded, notifier, breakers, log, tracer },
      isTenant: (tenantId) => hasTenant(db, tenantId),
      count: countOutcomes,
    })
    for (const [name, { close }] of consuming.consumers) closers.add(name, close)

    const reconcile = openReconcile({
      ...{ db, warehouse, log, howFar: consuming.howFar, exclusively: consuming.whileSinkRests },
      ...{ keepLetters: letters.keepRefused, left: archiving.retention.readLeft },
    })
    const allowPrivate = config.webhookAllowPrivate
    const told = withSealedWords(warehouse, groupedFields(catalogue), protection)
    const alerts = openAlerts({ db, warehouse: told, measures, key: keys.webhooks, allowPrivate, now })
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
    if (config.roles.has('keeper')) {
      const keeper = startKeeper({
        keepUp: isEmbedded.ledger ? openUpkeep(db, () => groupCommit.waiting() > 0, now) : undefined,
        lags: consuming.lags,
        warehouseDelay: consuming.warehouseDelay,
        countLog: consuming.countLog,
        ...{ db, reconcile, boot, metrics, log, now, runs: openKeeperRuns(db, now, log) },
        unplacedMonths: () => warehouse.unplacedMonths(),
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
      })
      closers.add('keeper', keeper.close)
      const watch = startWatch({
        deliver: openDelivery(alerts.delivery),
        lease: isEmbedded.ledger ? undefined : openLease(db, 'alerts', log),
        noteDone: () => metrics.keeperDone.set({ task: 'alerts' }, now() / 1000),
        ...{ db, warehouse: told, log, now },
      })
      closers.add('alerts', watch.close)
    }
    const feed = openFeed({ db, notifier, log, show: protection.masked })
    closers.add('ingest', groupCommit.drain)
    const schemaRegistry = config.schemaRegistryUrl
      ? registerSchemas({ url: config.schemaRegistryUrl, catalogue, breaker: breakers.of('schema_registry'), log })
      : undefined
    if (schemaRegistry !== undefined) closers.add('schema registry', schemaRegistry.close)
    const auditGroups = openAuditGroups(trail.append, log, now)
    closers.add('counts of the audit trail', auditGroups.close)
    const limitOverrides = await openLimitOverrides(db, log)
    closers.add('rate limits', limitOverrides.close)
    const models = openModels(config, { db, warehouse: told, breaker: () => breakers.of('model_server') })
    closers.add('models', models.close)
    const keyRing = openKeyRing({ db, hashKey: keys.configuredKey, configured: configuredKeyOf(config), log }, now)
    closers.add('uses of API keys', keyRing.close)
    const deps: HttpDeps = {
      warehouse: told,
      ...{ db, catalogue, measures, ingest, protection, feed, diskSpace, reconcile, metrics, log, now, tracer },
      schemaRegistry,
      letters,
      ...{ countOutcomes, operations, rejected, noteRejected: openNoteRejected(catalogue, rejected.add) },
      ...{ ingestTimes: openRecentTimes(now, 300_000, 2_000), settings: config.effective },
      alerts,
      completeness: openCompleteness(db, warehouse, consuming.logged),
      lags: consuming.lags,
      positions: consuming.positions,
      consumers: consuming.consumers,
      archive: archiving.archive,
      bringBack: openBringBack(archiving.archive, reconcile),
      lookUps: openLookUps(db, warehouse, (tenantId, places) => findArchived(archiving.reading, tenantId, places)),
      operatorTenant: config.adminTenant,
      rebuild: (rollup) => warehouse.rebuildRollups(rollup, (act) => consuming.whileSinkRests(act)),
      replay: openReplay(db, reconcile),
      ownConsumers: new Set([warehouseConsumer]),
      keyRing,
      people: openKnownPeople(db, now),
      accounts: openKnownAccounts(db, now),
      oidc: config.oidc && openOidc(config.oidc),
      pendingSignIns: openPendingSignIns(keys.session),
      groupRoles: config.oidc?.roles ?? [],
      tokens: openTokens({
        ...{ jwtSecret: config.jwtSecret, jwksUrl: config.jwksUrl, issuer: config.jwtIssuer },
        ...{ maxSeconds: config.jwtMaxSeconds, session: keys.session },
      }),
      sessions: openSessions(db, config.sessionIdleMinutes * 60, now),
      ...{ auditGroups, trail, signer },
      subjectTokens,
      ...{ erasing, retaining },
      ...{ wrapKey: keys.wrap, sealedObjects: archiving.sealedObjects },
      auditHeads: archiving.auditHeads,
      publicUrl: config.publicUrl,
      breakers,
      answerCache: openAnswerCache(cache, metrics),
      annotations: openAnnotations(db, warehouse, cache),
      models,
      rateLimits: openRateLimits(config.rateLimits, redis, limitOverrides),
      ...{ limitOverrides, defaultLimits: config.rateLimits },
      failedCredentials: config.failedCredentials,
      maxBodyBytes: config.maxBodyBytes,
      trustedProxies: config.trustedProxies,
    }
    if (config.metrics !== undefined) {
      const server = openMetricsServer(deps)
      closers.add('metrics', async () => {
        server.closeAllConnections()
        server.close()
      })
      server.listen(config.metrics)
      await once(server, 'listening')
    }
    const app = await buildApp(deps, { api: config.roles.has('api') })
    closers.add('http', () => app.close())
    // Streams never end by themselves, so they are told first; then requests under way may finish.
    closers.add('feed', feed.close)
    return { app, deps, db, warehouse, lags: consuming.lags, newAdminKey, close: closers.close }
  } catch (error) {
    await closers.close()
    throw error
  }
}

const eventOf = ({ event }: NewEvent) => event

/** OpenTelemetry is loaded only where spans are sent. What ends last is closed first, so its spans are sent at the very end. */
async function openTracer({ tracing, roles }: Config, closers: Closers): Promise<Tracer | undefined> {
  if (tracing === undefined) return undefined
  const { openTelemetry } = await import('../platform/open-telemetry.ts')
  const tracer = openTelemetry(tracing, roles)
  closers.add('tracing', tracer.close)
  return tracer
}

/** Reads all events of a tenant that left the ledger. */
const readAllLeft = (db: Database, read: RetentionDeps['archive']['readLeft']): ReadLeftEvents =>
  async function* (tenantId) {
    const range = { from: '1970-01-01T00:00:00Z', to: '2199-01-01T00:00:00Z', tenantId }
    yield* read(await leftSlices(db, range))
  }

/** A database that came back from a backup is told of erasures since, before anything is served of it. */
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
    log.error({ err: error }, 'whether the database lacks erasures cannot be told while the archive is away')
  }
}

/** Where people sign in by a provider, the configured key is for the time when that is away. */
const configuredKeyOf = ({ oidc, breakGlass }: Config) =>
  oidc === undefined ? 'ordinary' : breakGlass ? 'break-glass' : 'off'

async function prepareAdmin(db: Database, config: Config, hashKey: Buffer, log: Logger): Promise<string | undefined> {
  const admin = { tenantId: config.adminTenant, name: 'POCM_ADMIN_KEY', scopes }
  if (config.adminKey !== undefined) {
    const outcome = await setConfiguredKey(db, admin, config.adminKey, hashKey)
    if (outcome === 'revoked') log.warn('POCM_ADMIN_KEY was revoked and stays so: set another, or none')
    return undefined
  }
  if (await hasApiKeys(db)) return undefined
  return (await createApiKey(db, { ...admin, name: 'admin' })).key
}
