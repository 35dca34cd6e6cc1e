import { once } from 'node:events'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { openKeyRing } from '../access/key-ring.ts'
import { openKnownAccounts } from '../access/known-accounts.ts'
import { openKnownPeople } from '../access/known-people.ts'
import { openLimitOverrides } from '../access/limit-overrides.ts'
import { openOidc } from '../access/oidc.ts'
import { openPendingSignIns } from '../access/pending-sign-in.ts'
import { openRateLimits } from '../access/rate-limits.ts'
import { openSessions } from '../access/sessions.ts'
import { hasTenant } from '../access/tenants.ts'
import { openTokens } from '../access/tokens.ts'
import { openAlerts } from '../alerts/alerts.ts'
import { openDelivery } from '../alerts/deliver.ts'
import { startWatch } from '../alerts/watch.ts'
import { findArchived } from '../archive/left-events.ts'
import { openAuditGroups } from '../compliance/audit-groups.ts'
import { openHeldKeys } from '../compliance/held-keys.ts'
import { manifestKeys } from '../compliance/manifest-keys.ts'
import { openKeys } from '../compliance/master-key.ts'
import { groupedFields, loadCatalogue } from '../events/catalogue.ts'
import { buildApp } from '../http/app.ts'
import type { HttpDeps } from '../http/deps.ts'
import { openMetricsServer } from '../http/metrics-server.ts'
import { openCountOutcomes } from '../ingest/count-outcomes.ts'
import { openLetters } from '../ingest/dead-letters.ts'
import { openNoteRejected } from '../ingest/note-rejected.ts'
import { openCompleteness } from '../keeping/completeness.ts'
import { openLookUps } from '../keeping/look-up.ts'
import { openReconcile } from '../keeping/reconcile.ts'
import { openReplay } from '../keeping/replay.ts'
import { openBringBack } from '../keeping/restore-archive.ts'
import { openUpkeep } from '../ledger/upkeep.ts'
import { openFeed } from '../live/feed.ts'
import { openLease } from '../log/lease.ts'
import { openNotifier } from '../log/notifier.ts'
import { loadMeasures } from '../measures/catalogue.ts'
import { openAnnotations } from '../notes/read-annotations.ts'
import { noteBoot } from '../platform/boot-id.ts'
import { openBreakers } from '../platform/breaker.ts'
import { openMemoryCache, openRedisCache } from '../platform/cache.ts'
import type { Now } from '../platform/clock.ts'
import { type Closers, collectClosers } from '../platform/closers.ts'
import type { Config } from '../platform/config.ts'
import { watchDiskSpace } from '../platform/disk-space.ts'
import { lockFolder } from '../platform/folder-lock.ts'
import type { Logger } from '../platform/log.ts'
import { openMetrics } from '../platform/metrics.ts'
import { takePrivateFolder } from '../platform/private-folder.ts'
import { openRecentTimes } from '../platform/recent-times.ts'
import { openRedis } from '../platform/redis.ts'
import type { Tracer } from '../platform/tracing.ts'
import { claim } from '../postgres/exclusive-claim.ts'
import type { Database } from '../postgres/pool.ts'
import { openAnswerCache } from '../query/answer-cache.ts'
import { registerSchemas } from '../schemas/registry.ts'
import { openOperationRecord } from '../service-metrics/batch-operations.ts'
import { openKeeperRuns } from '../service-metrics/keeper-runs.ts'
import { openOutcomeRecord } from '../service-metrics/outcomes.ts'
import { openRejectedEvents } from '../service-metrics/rejections.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { configuredKeyOf, prepareAdmin } from './admin-key.ts'
import { openArchiving } from './archive.ts'
import { type Consumers, startConsumers } from './consumers.ts'
import { openIngesting } from './ingesting.ts'
import { startKeeper } from './keeper.ts'
import { openModels } from './models.ts'
import { openProtecting } from './protecting.ts'
import { openRemoving } from './removing.ts'
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
    const protecting = await openProtecting(config, { db, keys, catalogue, closers, log, now })
    const { signer, trail, persons, subjectTokens, erased, protection } = protecting
    const notifier = openNotifier()
    const ingest = openIngesting(config, {
      ...{ ...protecting, db, catalogue, cache, diskSpace, notifier, metrics, tracer, log, now },
      isEmbedded: isEmbedded.ledger,
      payloadKey: keys.payload,
    })
    const { groupCommit } = ingest
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
    if (sealedLetters > 0)
      log.info({ letters: sealedLetters }, 'sealed the facts of dead letters of an earlier release')
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
    const removing = await openRemoving(config, {
      ...{ ...protecting, db, warehouse, catalogue, measures, keys, letters, archiving, consuming, reconcile },
      ...{ operations, metrics, log, now },
    })
    if (config.roles.has('keeper')) {
      const keeper = startKeeper({
        keepUp: isEmbedded.ledger ? openUpkeep(db, () => groupCommit.waiting() > 0, now) : undefined,
        lags: consuming.lags,
        warehouseDelay: consuming.warehouseDelay,
        countLog: consuming.countLog,
        ...{ db, reconcile, boot, metrics, log, now, runs: openKeeperRuns(db, now, log) },
        unplacedMonths: () => warehouse.unplacedMonths(),
        fillDays: () => warehouse.fillDays(),
        fillingLease: isEmbedded.ledger ? undefined : openLease(db, 'days', log),
        ...removing.tasks,
      })
      closers.add('keeper', keeper.close)
      const watch = startWatch({
        deliver: openDelivery(alerts.delivery),
        lease: isEmbedded.ledger ? undefined : openLease(db, 'alerts', log),
        noteDone: () => metrics.keeperDone.set({ task: 'alerts' }, now() / 1000),
        ...{ db, warehouse: told, log, now, publicUrl: config.publicUrl },
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
    const models = openModels(config, { db, now, warehouse: told, breaker: () => breakers.of('model_server') })
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
      ...{ erasing: removing.erasing, retaining: removing.retaining },
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
    // Streams never end by themselves, so they are closed first; then requests under way may finish.
    closers.add('feed', feed.close)
    return { app, deps, db, warehouse, lags: consuming.lags, newAdminKey, close: closers.close }
  } catch (error) {
    await closers.close()
    throw error
  }
}

/** OpenTelemetry is loaded only where spans are sent. What ends last is closed first, so its spans are sent at the very end. */
async function openTracer({ tracing, roles }: Config, closers: Closers): Promise<Tracer | undefined> {
  if (tracing === undefined) return undefined
  const { openTelemetry } = await import('../platform/open-telemetry.ts')
  const tracer = openTelemetry(tracing, roles)
  closers.add('tracing', tracer.close)
  return tracer
}
