import { randomUUID } from 'node:crypto'
import { isOfMonth, type TypeMonth } from '../archive/archived-months.ts'
import type { ArchivedEvent } from '../archive/check-line.ts'
import type { Change } from '../archive/rewrite-batch.ts'
import { cutTrail } from '../compliance/audit-anchor.ts'
import { removeEvents } from '../ledger/leave.ts'
import { nextMonth } from '../ledger/partitions.ts'
import { forgetRecent } from '../ledger/recent-cache.ts'
import { forgetRemoval, noteRemoval } from '../ledger/removals.ts'
import { restoreEvents } from '../ledger/restore.ts'
import { chunksOf } from '../platform/chunk.ts'
import type { Database } from '../postgres/pool.ts'
import { anonymiseEvents } from '../subjects/forget-events.ts'
import { listHolds } from '../subjects/holds.ts'
import type { RetentionDeps } from './deps.ts'
import { planRetention } from './plan/plan.ts'
import type { PlannedMonth } from './plan/rows.ts'
import { type Policy, readPolicies } from './policies.ts'
import { type ClaimedRun, claimRun, finishRun, giveRunBack, type HeldRow, readRemovals, renewRun } from './requests.ts'

const slicesAtOnce = 300
const lettersAtOnce = 1_000
const mostTries = 10
const renewMs = 10_000

/** Policies or holds are not what the plan was made by: it is made anew. */
class Outdated extends Error {}

async function* none(): AsyncGenerator<never[]> {}

/** What a plan rests on that people may change meanwhile. */
const basisOf = async (db: Database, tenantId: string, policies: readonly Policy[]) => {
  const holds = (await listHolds(db, tenantId)).filter(({ released_at }) => released_at === null)
  return JSON.stringify([policies, holds.map(({ id }) => id)])
}

/** Carries one tenant's policies out. Every step may be repeated: a run that was cut off plans anew and finds less to do. */
export async function runRetention(deps: RetentionDeps, run: ClaimedRun, signal: AbortSignal): Promise<HeldRow[]> {
  const { db, archive } = deps
  const { tenantId } = run
  await archive.settleRewrites()
  for (;;) {
    const policies = await readPolicies(db, tenantId)
    const basis = await basisOf(db, tenantId, policies)
    const plan = await planRetention(deps, tenantId, policies, Number.POSITIVE_INFINITY)
    const check = async () => {
      signal.throwIfAborted()
      if ((await basisOf(db, tenantId, await readPolicies(db, tenantId))) !== basis) throw new Outdated()
    }
    const held = plan.months
      .filter(({ held_back }) => held_back.length > 0)
      .map(({ store, action, type, month, held_back }): HeldRow => ({ store, action, type, month, held_back }))
    const due = plan.months.filter(({ events }) => events > 0)
    const of = (store: string, action = 'delete') => due.filter((it) => it.store === store && it.action === action)
    try {
      for (const month of of('ledger', 'anonymise')) await anonymiseMonth(deps, run, month, check, signal)
      for (const month of of('ledger')) {
        await noteRemoval(db, run, { ...month, events: 0 })
        for (const slice of month.slices) {
          await check()
          const gone = await removeEvents(db, slice, plan.position, { id: run.id, month: month.month })
          deps.metrics.retentionRemoved.inc({ store: 'ledger' }, gone)
        }
        forgetRecent(db)
      }
      for (const month of of('warehouse')) await emptyWarehouse(deps, run, month, check)
      held.push(...(await emptyArchive(deps, run, of('archive'), check)))
      for (const month of of('dead_letters')) await removeLetters(deps, run, month, check)
      const trail = of('audit')
      if (trail.length > 0) held.push(...(await cutOff(deps, run, trail, check)))
      return held
    } catch (error) {
      if (!(error instanceof Outdated)) throw error
    }
  }
}

type Check = () => Promise<void>

const spanOf = ({ month }: PlannedMonth) => ({ from: `${month}-01T00:00:00Z`, to: `${nextMonth(month)}T00:00:00Z` })
const batchOf = (manifest: string) => /\/([^/]+)\.json$/.exec(manifest)?.[1] ?? ''

/** Anonymises a month in the ledger; warehouse and archive follow it. What had left the ledger comes back for it. */
async function anonymiseMonth(
  deps: RetentionDeps,
  run: ClaimedRun,
  month: PlannedMonth,
  check: Check,
  signal: AbortSignal,
) {
  const { db, archive } = deps
  const { tenantId } = run
  await check()
  const begun = new Date(deps.now()).toISOString()
  for await (const page of archive.readLeft(month.slices)) {
    const events = page.map(({ event, payloadHash }) => ({ event, payloadHash: Buffer.from(payloadHash, 'hex') }))
    await restoreEvents(db, events)
  }
  const span = spanOf(month)
  await anonymiseEvents(deps, { tenantId, type: month.type, ...span }, run.key, signal)
  forgetRecent(db)
  const inMonth: TypeMonth = { tenant_id: tenantId, type: month.type, month: month.month }
  const problems: string[] = []
  for (const manifest of month.manifests) {
    signal.throwIfAborted()
    const problem = await archive.rewriteBatch(batchOf(manifest), isOfMonth(inMonth), asInLedger(db, inMonth))
    if (problem !== undefined) problems.push(`${batchOf(manifest)} ${problem}`)
  }
  await archive.settleRewrites()
  if (problems.length > 0) throw new Error(`batches of the archive could not be anonymised: ${problems.join('; ')}`)
  await deps.reconcile({ tenantId, ...span, repair: true })
  await noteRemoval(db, run, month)
  await db.query(
    `UPDATE retention_removals SET removed_at = $2 WHERE run_id = $1 AND store = 'ledger' AND action = 'anonymise'
       AND type = $3 AND month = $4`,
    [run.id, begun, month.type, month.month],
  )
  deps.metrics.retentionRemoved.inc({ store: 'ledger' }, month.events)
}

/** Puts what the ledger says of events of a month in place of what the archive has of them. */
const asInLedger =
  (db: Database, { tenant_id, month }: TypeMonth): Change =>
  async (events) => {
    const own = events.filter((event) => event.occurred_at.startsWith(month))
    const { rows } = await db.query<{ id: string; changed: Record<string, unknown> | null; payload_hash: string }>(
      `SELECT events.id, encode(event_keys.payload_hash, 'hex') AS payload_hash, events.checksum::text AS checksum,
         jsonb_build_object('user_id', events.user_id, 'device_id', events.device_id, 'session_id', events.session_id,
           'data', events.data, 'context', events.context) AS changed
       FROM unnest($2::uuid[], $3::timestamptz[]) AS asked(id, occurred_at)
       JOIN events ON events.tenant_id = $1 AND events.occurred_at = asked.occurred_at AND events.id = asked.id
       JOIN event_keys ON event_keys.tenant_id = events.tenant_id AND event_keys.event_id = events.id`,
      [tenant_id, own.map(({ id }) => id), own.map(({ occurred_at }) => occurred_at)],
    )
    const anew = new Map(rows.map((row) => [row.id, row as typeof row & { checksum: string }]))
    return events.map((event): ArchivedEvent => {
      const row = anew.get(event.id)
      if (row === undefined || row.payload_hash === event.payload_hash) return event
      return { ...event, ...row.changed, checksum: row.checksum, payload_hash: row.payload_hash } as ArchivedEvent
    })
  }

async function emptyWarehouse(deps: RetentionDeps, run: ClaimedRun, month: PlannedMonth, check: Check): Promise<void> {
  await check()
  // First: nothing that compares stores brings back what is going.
  await noteRemoval(deps.db, run, month)
  for (const slices of chunksOf(month.slices, slicesAtOnce)) {
    await check()
    await deps.whileSinkRests(() => deps.warehouse.repair(slices, none(), async () => {}))
    deps.metrics.retentionRemoved.inc(
      { store: 'warehouse' },
      slices.reduce((sum, { events }) => sum + events, 0),
    )
  }
}

/** Writes every batch anew that holds events of any of these months, once, without them. @returns what could not go */
async function emptyArchive(
  { db, archive, metrics, log }: RetentionDeps,
  run: ClaimedRun,
  months: readonly PlannedMonth[],
  check: Check,
): Promise<HeldRow[]> {
  if (months.length === 0) return []
  const { tenantId } = run
  const due = new Set(months.map(({ type, month }) => `${type} ${month}`))
  const areMeant = months.map(({ type, month }) => isOfMonth({ tenant_id: tenantId, type, month }))
  const isDue = ({ type, occurred_at }: ArchivedEvent) => due.has(`${type} ${occurred_at.slice(0, 7)}`)
  const stuck = new Map<string, string>()
  for (const month of months) {
    await check()
    await noteRemoval(db, run, month)
  }
  for (const manifest of new Set(months.flatMap(({ manifests }) => manifests))) {
    await check()
    const problem = await archive.rewriteBatch(
      batchOf(manifest),
      (file) => areMeant.some((isMeant) => isMeant(file)),
      async (events) => events.map((event) => (isDue(event) ? undefined : event)),
    )
    if (problem === undefined) continue
    log.warn({ batch: batchOf(manifest), problem }, 'retention could not write a batch of the archive anew')
    stuck.set(manifest, problem)
  }
  await archive.settleRewrites()
  const held: HeldRow[] = []
  for (const month of months) {
    const { store, action, type, month: name, events } = month
    if (month.manifests.some((it) => stuck.has(it))) {
      await forgetRemoval(db, run.id, month)
      held.push({ store, action, type, month: name, held_back: [{ reason: 'not_verified', events }] })
    } else metrics.retentionRemoved.inc({ store: 'archive' }, events)
  }
  return held
}

async function removeLetters(
  { db, metrics }: RetentionDeps,
  run: ClaimedRun,
  month: PlannedMonth,
  check: Check,
): Promise<void> {
  await noteRemoval(db, run, month)
  for (;;) {
    await check()
    const { from, to } = spanOf(month)
    const { rowCount } = await db.query(
      `DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters
         WHERE tenant_id = $1 AND died_at >= $2 AND died_at < $3 LIMIT ${lettersAtOnce})`,
      [run.tenantId, from, to],
    )
    metrics.retentionRemoved.inc({ store: 'dead_letters' }, rowCount ?? 0)
    if ((rowCount ?? 0) < lettersAtOnce) return
  }
}

const service = (tenantId: string) => ({ name: 'retention', kind: 'service', tenantId }) as const

/** Cuts the audit trail behind the last of these months, if the chain is whole. @returns what stayed */
async function cutOff(
  deps: RetentionDeps,
  run: ClaimedRun,
  months: readonly PlannedMonth[],
  check: Check,
): Promise<HeldRow[]> {
  const { tenantId } = run
  await check()
  if (!(await deps.verifyTrail(tenantId))) {
    return months.map(({ store, action, type, month, events }) => {
      return { store, action, type, month, held_back: [{ reason: 'not_verified', events }] }
    })
  }
  const last = months
    .map(({ month }) => month)
    .sort()
    .at(-1) as string
  for (const month of months) await noteRemoval(deps.db, run, month)
  const gone = await cutTrail(deps, `${nextMonth(last)}T00:00:00Z`, {
    ...{ tenantId, actor: service(tenantId), action: 'audit.cut', resource: 'retention' },
    ...{ outcome: 'succeeded', traceId: '', details: { run: run.id, to: last } },
  })
  deps.metrics.retentionRemoved.inc({ store: 'audit' }, gone)
  return []
}

/** Reports a run that ended, in the audit trail of its tenant and among its operations. */
async function tell(deps: RetentionDeps, run: ClaimedRun, held: readonly HeldRow[]): Promise<void> {
  const { tenantId, id } = run
  const removed = (await readRemovals(deps.db, tenantId, [id])).get(id) ?? []
  const totals: Record<string, number> = {}
  for (const { store, action, events } of removed) {
    const name = action === 'anonymise' ? 'ledger_anonymised' : store
    totals[name] = (totals[name] ?? 0) + events
  }
  const sum = (counts: readonly number[]) => counts.reduce((all, it) => all + it, 0)
  const heldBack = sum(held.flatMap(({ held_back }) => held_back.map(({ events }) => events)))
  deps.operations.note({
    ...{ tenantId, id, kind: 'retention', actor: run.requestedBy, startedAt: Date.parse(run.requestedAt) },
    ...{ accepted: sum(Object.values(totals)), duplicates: 0, rejected: heldBack },
  })
  await deps.trail.append({
    ...{ tenantId, actor: service(tenantId), action: 'retention.applied', resource: 'retention' },
    ...{ outcome: 'succeeded', traceId: '', details: { run: id, removed: totals, held_back: heldBack } },
  })
}

/** Does the runs that wait, one after the other. A run whose process was killed is continued by the next. */
export async function workOffRetention(deps: RetentionDeps, signal: AbortSignal): Promise<void> {
  const { db, log, metrics } = deps
  const worker = randomUUID()
  while (!signal.aborted) {
    const claimed = await claimRun(db, deps.wrap, worker)
    if (claimed === undefined) return
    const { id, tenantId } = claimed
    const lost = new AbortController()
    const renewing = setInterval(() => {
      renewRun(db, id, worker)
        .then((isHeld) => isHeld || lost.abort(new Error('another process took the run')))
        .catch((error) => log.warn({ err: error }, 'the claim on a retention run was not renewed'))
    }, renewMs)
    try {
      const held = await runRetention(deps, claimed, AbortSignal.any([signal, lost.signal]))
      await tell(deps, claimed, held)
      await finishRun(db, id, held)
      metrics.retentionDone.set(deps.now() / 1000)
    } catch (error) {
      if (signal.aborted) return
      metrics.retentionFailed.inc()
      log.error({ err: error, run: id, tenant_id: tenantId, tries: claimed.tries }, 'a retention run failed')
      await giveRunBack(db, id, worker, 'the service failed; it was logged', claimed.tries >= mostTries)
      return
    } finally {
      clearInterval(renewing)
    }
  }
}
