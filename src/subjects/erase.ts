import { randomUUID } from 'node:crypto'
import { canonicalJson } from '../compliance/canonical-json.ts'
import { noticedMs } from '../compliance/erased-subjects.ts'
import type { PersonKeys } from '../compliance/person-keys.ts'
import type { Signer } from '../compliance/signer.ts'
import { isAfter, type LogPosition, logHead } from '../ledger/read-log.ts'
import { restoreEvents } from '../ledger/restore.ts'
import { chunksOf } from '../platform/chunk.ts'
import type { Now } from '../platform/clock.ts'
import type { Logger } from '../platform/log.ts'
import { pause } from '../platform/pause.ts'
import { type CountDeps, countStores, spansOf } from './count-stores.ts'
import { expireApprovals } from './decide.ts'
import { keepRecord, type RecordDeps } from './erasure-records.ts'
import {
  type ClaimedErasure,
  claimErasure,
  type FoundErasure,
  finishErasure,
  giveErasureBack,
  noteFound,
  renewErasure,
  type StoreCount,
} from './erasure-requests.ts'
import { findEventsOf } from './find-events.ts'
import { findLettersOf, formsOf } from './find-rows.ts'
import { anonymOf, type ForgetDeps, forgetEvents, sharedIds } from './forget-events.ts'
import { heldMark, holdsOnEvents, holdsOnSubjects } from './holds.ts'
import { idOf, type StoredSubject } from './subject.ts'
import { exportFolder } from './work.ts'
import { storedSubjectOf } from './write-export.ts'

export const certificateType = 'pocm-erasure-certificate+json'

export interface EraseDeps extends CountDeps, ForgetDeps, Omit<RecordDeps, 'protection'> {
  readonly persons: PersonKeys
  readonly signer: Signer
  /** Writes the archive's files anew that hold events of an erasure. @returns what could not be */
  readonly rewrite: (requestId: string) => Promise<string[]>
  /** Up to where the warehouse has the log. */
  readonly warehousePosition: () => Promise<LogPosition>
  readonly log: Logger
  readonly now: Now
}

const insertAtOnce = 500
const mostTries = 10
const renewMs = 10_000
const sinkMs = 120_000
const lookMs = 100

/** Notes which events are the person's, counts what every store holds, and destroys the keys. The ledger is as it was until then. */
async function survey(deps: EraseDeps, claimed: ClaimedErasure, subject: StoredSubject): Promise<void> {
  const { db } = deps
  const { id, subjects } = claimed.request
  const keyHolders = new Set<string>(subject.ids)
  for await (const page of findEventsOf(db, deps.readLeft, subject)) {
    const devices = page.filter(({ link }) => link === 'device_id').map(({ event }) => event.device_id)
    const shared = await sharedIds(db, subject, 'device_id', devices)
    const own = page.filter(({ event, link }) => link !== 'device_id' || !shared.has(event.device_id ?? ''))
    // What left the ledger comes back: only there are events changed, and the other stores follow.
    const left = own.flatMap((it) => (it.left === undefined ? [] : [it.left]))
    for (const some of chunksOf(left, insertAtOnce)) {
      await restoreEvents(
        db,
        some.map(({ event, payloadHash }) => ({ event, payloadHash: Buffer.from(payloadHash, 'hex') })),
      )
    }
    for (const { event, link } of own) {
      if (link !== 'own' && link !== 'mention') keyHolders.add(event.device_id ?? event.id)
    }
    for (const some of chunksOf(own, insertAtOnce)) {
      await db.query(
        `INSERT INTO gdpr_erasure_events (request_id, tenant_id, event_id, occurred_at)
         SELECT $1, $2, * FROM unnest($3::uuid[], $4::timestamptz[]) ON CONFLICT DO NOTHING`,
        [id, subject.tenantId, some.map(({ event }) => event.id), some.map(({ event }) => event.occurred_at)],
      )
    }
  }
  // From here on there is no way back.
  const holds = [
    ...(await holdsOnSubjects(db, subject.tenantId, subjects)),
    ...(await holdsOnEvents(db, subject.tenantId, id)),
  ]
  if (holds.length > 0) throw new Held(holds)
  const found = await countStores(deps, id, subject, claimed.subject, subjects, true)
  // While the key is there that tells whose a letter is.
  await forgetRows(deps, claimed, subject)
  for (const some of chunksOf([...keyHolders], insertAtOnce)) await deps.persons.destroy(subject.tenantId, some)
  await noteFound(db, id, found)
}

/** Removes dead letters, and takes the person's name out of what people wrote. */
async function forgetRows(deps: EraseDeps, claimed: ClaimedErasure, subject: StoredSubject): Promise<void> {
  const { db } = deps
  const { tenantId } = subject
  for (;;) {
    const found: string[] = []
    for await (const page of findLettersOf(deps, subject, claimed.subject)) found.push(...page.map(({ id }) => id))
    if (found.length === 0) break
    await db.query('DELETE FROM dead_letters WHERE tenant_id = $1 AND id = ANY ($2::uuid[])', [tenantId, found])
  }
  const columns = {
    saved_views: ['name', 'search'],
    annotations: ['title', 'text', 'link'],
    alerts: ['name'],
    alert_firings: ['name', 'subject', 'link', 'once_key'],
    alert_messages: ['body'],
  } as const
  const forms = formsOf([...subject.ids, idOf(claimed.subject)])
  for (const form of forms) {
    const anonym = anonymOf(claimed.key, form)
    for (const [table, names] of Object.entries(columns)) {
      const set = names.map((name) => `${name} = replace(${name}, $2, $3)`).join(', ')
      await db.query(`UPDATE ${table} SET ${set} WHERE tenant_id = $1`, [tenantId, form, anonym])
    }
    await db.query('UPDATE alerts SET filters = replace(filters::text, $2, $3)::jsonb WHERE tenant_id = $1', [
      tenantId,
      form,
      anonym,
    ])
  }
}

async function endExports(deps: EraseDeps, claimed: ClaimedErasure): Promise<void> {
  const { tenant_id, subjects } = claimed.request
  const { rows } = await deps.db.query<{ id: string }>(
    `UPDATE gdpr_export_requests SET status = 'expired', wrapped_key = NULL, worker = NULL
     WHERE tenant_id = $1 AND subjects && $2::text[] RETURNING id`,
    [tenant_id, subjects],
  )
  for (const { id } of rows) {
    const folder = exportFolder(tenant_id, id)
    for (const name of await deps.objects.list(folder)) await deps.objects.remove(name)
  }
}

/** Waits until the sink has written what it had read of the ledger before: else it would bring the person back. */
async function sinkHasAll(deps: EraseDeps, signal: AbortSignal): Promise<void> {
  const head = await logHead(deps.db)
  for (const deadline = performance.now() + sinkMs; performance.now() < deadline; await pause(lookMs, signal)) {
    if (signal.aborted) throw new Error('the service is shutting down')
    if (!isAfter(head, await deps.warehousePosition())) return
  }
  throw new Error('the warehouse is behind the ledger')
}

/** Every step may be repeated: an erasure that was cut off begins anew, and finds done what was done. */
export async function erase(deps: EraseDeps, claimed: ClaimedErasure, signal: AbortSignal): Promise<void> {
  const { request } = claimed
  const { id, tenant_id: tenantId, mode, subjects } = request
  const subject = await storedSubjectOf(deps, tenantId, claimed.subject)
  await keepRecord(deps, {
    ...{ id, tenantId, subject: claimed.subject, subjects, mode, reason: request.reason },
    ...{ by: request.requested_by, at: request.requested_at },
  })
  // Until every process refuses the person's events.
  await pause(
    Math.max(0, Date.parse(request.approved_at ?? request.requested_at) + noticedMs + 1_000 - Date.now()),
    signal,
  )
  if (signal.aborted) throw new Error('the service is shutting down')
  if (claimed.found === null) await survey(deps, claimed, subject)
  await forgetEvents(deps, id, { subject, key: claimed.key, mode })
  await endExports(deps, claimed)
  await sinkHasAll(deps, signal)
  for (const span of await spansOf(deps.db, id)) await deps.reconcile({ tenantId, ...span, repair: true })
  const left = await deps.rewrite(id)

  const after = await countStores(deps, id, subject, claimed.subject, subjects, false)
  const held = after.filter(({ count }) => (count ?? 0) > 0).map(({ name }) => name)
  if (held.length > 0 || left.length > 0) throw new StillHeld([...held, ...left.map((name) => `archive batch ${name}`)])
  const { found } = await foundOf(deps, id)
  await finishErasure(deps.db, id, await certify(deps, claimed, found ?? [], after))
}

/** What is left of a person after an erasure did all it can. */
class StillHeld extends Error {
  constructor(names: readonly string[]) {
    super(`something is left in ${names.join(', ')}`)
  }
}

/** What an erasure stops before; a release of the hold lets it go on. */
class Held extends Error {
  constructor(holds: readonly string[]) {
    super(heldMark + holds.join(', '))
  }
}

async function foundOf({ db }: EraseDeps, id: string): Promise<{ found: StoreCount[] | null }> {
  const sql = 'SELECT found FROM gdpr_erasure_requests WHERE id = $1'
  return (await db.query<{ found: StoreCount[] | null }>(sql, [id])).rows[0] ?? { found: null }
}

/** The certificate of an erasure: what each store held before, and holds now; whose they were is recorded as tokens. */
function certify(
  { signer, now }: EraseDeps,
  { request }: Pick<FoundErasure, 'request'>,
  before: readonly StoreCount[],
  after: readonly StoreCount[],
): Promise<string> {
  const { id, tenant_id, mode, subjects, requested_at } = request
  const stores = after.map(({ name, count, note }) => ({
    ...{ name, before: before.find((it) => it.name === name)?.count ?? null, after: count },
    ...(note !== undefined && { note }),
  }))
  const content = { version: 1, request: id, tenant_id, mode, subjects, requested_at }
  const finished_at = new Date(now()).toISOString()
  return signer.sign(Buffer.from(canonicalJson({ ...content, finished_at, stores })), certificateType)
}

/** Asks every store of an erasure again. */
export async function recheck(deps: EraseDeps, { request, subject }: FoundErasure): Promise<StoreCount[]> {
  const stored = await storedSubjectOf(deps, request.tenant_id, subject)
  return countStores(deps, request.id, stored, subject, request.subjects, false)
}

/** Does the erasures that wait, one after the other. A process that is killed at it leaves its own to the next. */
export async function workOffErasures(deps: EraseDeps, signal: AbortSignal): Promise<void> {
  const { db, log } = deps
  await expireApprovals(db)
  const worker = randomUUID()
  while (!signal.aborted) {
    const claimed = await claimErasure(db, deps.wrap, worker)
    if (claimed === undefined) return
    const { id } = claimed.request
    const renewing = setInterval(() => {
      renewErasure(db, id, worker).catch((error) => log.warn({ err: error }, 'the claim on an erasure was not renewed'))
    }, renewMs)
    try {
      await erase(deps, claimed, signal)
    } catch (error) {
      const isHeld = error instanceof Held
      const isLast = isHeld || (claimed.tries >= mostTries && !signal.aborted)
      if (isHeld) log.warn({ request: id, reason: error.message }, 'an erasure stops before a legal hold')
      else log.error({ err: error, request: id, tries: claimed.tries }, 'an erasure could not be finished')
      const reason = isHeld || error instanceof StillHeld ? error.message : 'the service failed; it was logged'
      await giveErasureBack(db, id, worker, reason, isLast)
      return
    } finally {
      clearInterval(renewing)
    }
  }
}
