import { createHmac, type KeyObject } from 'node:crypto'
import type { Protection } from '../compliance/protect.ts'
import { replaceTexts } from '../compliance/texts.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { checksumOf, payloadHash } from '../ingest/fingerprint.ts'
import { countEvents, tallied } from '../ledger/log-counts.ts'
import { eventOf, selection } from '../ledger/row.ts'
import { isCiphertext, isReserved, tokenIn, withToken } from '../platform/sealed-text.ts'
import type { Database } from '../postgres/pool.ts'
import type { ErasureMode } from './erasure-requests.ts'
import type { StoredSubject } from './subject.ts'

/** An id that nothing leads back from once the key is destroyed; the same of the same, so that what is counted stays so. */
export const anonymOf = (key: Buffer, id: string): string =>
  `anon_${createHmac('sha256', key).update(id).digest('hex').slice(0, 32)}`

const isAnonym = (id: string | null) => id !== null && /^anon_[0-9a-f]{32}$/.test(id)

/** What of an erased value stays: the token by which equal values are grouped, where it has one. */
const emptied = (text: string) => withToken('sealed:v1:', tokenIn(text))

/** Those of these ids that events of others name too. */
export async function sharedIds(
  db: Database,
  { tenantId, kind, ids }: StoredSubject,
  name: 'device_id' | 'session_id',
  values: readonly (string | null)[],
): Promise<Set<string>> {
  const asked = [...new Set(values.filter((it) => it !== null))]
  if (asked.length === 0 || kind === name) return new Set()
  const { rows } = await db.query<{ value: string }>(
    `SELECT DISTINCT ${name} AS value FROM events
     WHERE tenant_id = $1 AND ${name} = ANY ($2::text[]) AND user_id IS NOT NULL
       AND user_id <> ALL ($3::text[]) AND user_id !~ '^anon_[0-9a-f]{32}$'`,
    [tenantId, asked, ids],
  )
  return new Set(rows.map(({ value }) => value))
}

export interface ForgetDeps {
  readonly db: Database
  readonly protection: Protection
  readonly payloadKey: KeyObject
}

interface Forgetting {
  readonly subject: StoredSubject
  readonly key: Buffer
  readonly mode: ErasureMode
  readonly shared: { readonly device_id: ReadonlySet<string>; readonly session_id: ReadonlySet<string> }
}

/** An event without what tells whose it is. One of another that names the person keeps all but the name. */
function forgotten(event: StoredEvent, { subject, key, mode, shared }: Forgetting): StoredEvent {
  const { kind, ids } = subject
  const isNamed = (value: string | null) => value !== null && ids.includes(value)
  const without = (_: string, text: string) => (isNamed(text) ? anonymOf(key, text) : text)
  const isOwn = isNamed(event[kind]) || isAnonym(event[kind]) || (kind === 'user_id' && event.user_id === null)
  const named: StoredEvent = {
    ...event,
    data: replaceTexts(event.data, '', without) as StoredEvent['data'],
    context: replaceTexts(event.context, '', without) as StoredEvent['context'],
  }
  if (!isOwn) return named
  const anonymous = (name: 'user_id' | 'device_id' | 'session_id') => {
    const value = event[name]
    if (value === null || isAnonym(value)) return value
    if (name === kind) return isNamed(value) ? anonymOf(key, value) : value
    // Of a device that is erased, its wearers stay.
    if (kind === 'device_id' || name === 'user_id') return value
    return shared[name].has(value) ? value : anonymOf(key, value)
  }
  const open = Object.fromEntries(Object.entries(named.data).filter(([name]) => !isReserved(name)))
  return {
    ...named,
    ...{ user_id: anonymous('user_id'), device_id: anonymous('device_id'), session_id: anonymous('session_id') },
    idempotency_key: `erased:${event.id}`,
    ...(mode === 'erase' && { data: bare(open), context: bare(named.context) as StoredEvent['context'] }),
  }
}

const bare = (value: object) =>
  replaceTexts(value, '', (_, text) => (isCiphertext(text) ? emptied(text) : text)) as StoredEvent['data']

/**
 * An anonymous event: its ids are pseudonyms, and what was sealed is gone. Its idempotency key stays, by which repeats
 * are refused.
 */
function anonymised(event: StoredEvent, key: Buffer): StoredEvent {
  const names = ['user_id', 'device_id', 'session_id'] as const
  const ids = names.flatMap((name) => (event[name] === null || isAnonym(event[name]) ? [] : [event[name]]))
  const without = (_: string, text: string) => (ids.includes(text) ? anonymOf(key, text) : text)
  const anonymous = (value: string | null) => (value === null || isAnonym(value) ? value : anonymOf(key, value))
  const open = Object.fromEntries(Object.entries(event.data).filter(([name]) => !isReserved(name)))
  return {
    ...event,
    ...{ user_id: anonymous(event.user_id), device_id: anonymous(event.device_id) },
    session_id: anonymous(event.session_id),
    data: bare(replaceTexts(open, '', without) as object),
    context: bare(replaceTexts(event.context, '', without) as object) as StoredEvent['context'],
  }
}

/** An event as it is now with the hash and the checksum that follow from it. */
async function proven({ protection, payloadKey }: ForgetDeps, anew: StoredEvent) {
  // As a check of the archive makes it: of what the event says in the clear, where all of it can be opened.
  const hash = payloadHash((await protection.openWhole(anew)) ?? anew, payloadKey)
  return { ...anew, checksum: checksumOf(anew.id, hash), payload_hash: hash.toString('hex') }
}

const page = 500

/**
 * Anonymises every event of a tenant, type and month. A repeat with the same key changes nothing.
 * @param month its first moment and the one that it ends before, in RFC 3339
 */
export async function anonymiseEvents(
  deps: ForgetDeps,
  month: { readonly tenantId: string; readonly type: string; readonly from: string; readonly to: string },
  key: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const { tenantId, type, from, to } = month
  let last: readonly [string, string] = [from, '00000000-0000-0000-0000-000000000000']
  for (;;) {
    signal.throwIfAborted()
    const { rows } = await deps.db.query<StoredEvent>(
      `SELECT ${selection} FROM events WHERE tenant_id = $1 AND type = $2 AND occurred_at >= $3 AND occurred_at < $4
         AND (occurred_at, id) > ($5, $6::uuid) ORDER BY occurred_at, id LIMIT ${page}`,
      [tenantId, type, from, to, ...last],
    )
    const end = rows.at(-1)
    if (end === undefined) return
    last = [end.occurred_at, end.id]
    const changed = await Promise.all(rows.map((row) => proven(deps, anonymised(eventOf(row), key))))
    await changeEvents(deps.db, tenantId, changed)
  }
}

// One statement: an event, its key and what the log has counted of it change together, or none.
const update = `
  WITH input AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS it(
    id uuid, tenant_id text, occurred_at timestamptz, user_id text, session_id text, device_id text, idempotency_key text,
    context jsonb, data jsonb, checksum bigint, payload_hash text)),
  place AS MATERIALIZED (SELECT tx FROM log_counted FOR UPDATE),
  before AS MATERIALIZED (
    SELECT events.tenant_id, events.type, events.occurred_at, events.id, events.checksum # input.checksum AS checksum
    FROM place, input JOIN events USING (tenant_id, occurred_at, id)
    FOR UPDATE OF events),
  changed AS (
    UPDATE events SET user_id = input.user_id, session_id = input.session_id, device_id = input.device_id,
      idempotency_key = input.idempotency_key, context = input.context, data = input.data, checksum = input.checksum
    FROM input JOIN before USING (tenant_id, occurred_at, id)
    WHERE events.tenant_id = input.tenant_id AND events.occurred_at = input.occurred_at AND events.id = input.id),
  counted AS (
    UPDATE log_counts SET checksum = log_counts.checksum # tallies.checksum
    FROM (${tallied('before')}) AS tallies
    WHERE log_counts.tenant_id = tallies.tenant_id AND log_counts.type = tallies.type AND log_counts.hour = tallies.hour)
  UPDATE event_keys SET idempotency_key = input.idempotency_key, payload_hash = decode(input.payload_hash, 'hex')
  FROM input WHERE event_keys.tenant_id = input.tenant_id AND event_keys.event_id = input.id`

type Changed = Awaited<ReturnType<typeof proven>>

async function changeEvents(db: Database, tenantId: string, changed: readonly Changed[]): Promise<void> {
  await countEvents(
    db,
    tenantId,
    changed.map(({ id }) => id),
  )
  await db.query(update, [JSON.stringify(changed)])
}

/** Takes a person out of the events that an erasure found. A repeat changes nothing. */
export async function forgetEvents(
  deps: ForgetDeps,
  requestId: string,
  forgetting: Omit<Forgetting, 'shared'>,
): Promise<void> {
  const { db } = deps
  let last: readonly [string, string] = ['-infinity', '00000000-0000-0000-0000-000000000000']
  for (;;) {
    const { rows } = await db.query<StoredEvent>(
      `SELECT ${selection} FROM gdpr_erasure_events AS found
       JOIN events ON events.tenant_id = found.tenant_id AND events.occurred_at = found.occurred_at AND events.id = found.event_id
       WHERE found.request_id = $1 AND (found.occurred_at, found.event_id) > ($2, $3::uuid)
       ORDER BY found.occurred_at, found.event_id LIMIT ${page}`,
      [requestId, ...last],
    )
    const end = rows.at(-1)
    if (end === undefined) return
    last = [end.occurred_at, end.id]
    const events = rows.map(eventOf)
    const shared = {
      device_id: await sharedIds(
        db,
        forgetting.subject,
        'device_id',
        events.map((it) => it.device_id),
      ),
      session_id: await sharedIds(
        db,
        forgetting.subject,
        'session_id',
        events.map((it) => it.session_id),
      ),
    }
    const changed = await Promise.all(events.map((event) => proven(deps, forgotten(event, { ...forgetting, shared }))))
    await changeEvents(db, forgetting.subject.tenantId, changed)
  }
}
