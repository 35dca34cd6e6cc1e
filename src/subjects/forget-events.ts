import { createHmac, type KeyObject } from 'node:crypto'
import type { Protection } from '../compliance/protect.ts'
import { replaceTexts } from '../compliance/texts.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { checksumOf, payloadHash } from '../ingest/fingerprint.ts'
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
  const bare = (value: object) =>
    replaceTexts(value, '', (_, text) => (isCiphertext(text) ? emptied(text) : text)) as StoredEvent['data']
  const open = Object.fromEntries(Object.entries(named.data).filter(([name]) => !isReserved(name)))
  return {
    ...named,
    ...{ user_id: anonymous('user_id'), device_id: anonymous('device_id'), session_id: anonymous('session_id') },
    idempotency_key: `erased:${event.id}`,
    ...(mode === 'erase' && { data: bare(open), context: bare(named.context) as StoredEvent['context'] }),
  }
}

const page = 500

// One statement: an event and its key change together, or neither.
const update = `
  WITH input AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS it(
    id uuid, tenant_id text, occurred_at timestamptz, user_id text, session_id text, device_id text, idempotency_key text,
    context jsonb, data jsonb, checksum bigint, payload_hash text)),
  changed AS (
    UPDATE events SET user_id = input.user_id, session_id = input.session_id, device_id = input.device_id,
      idempotency_key = input.idempotency_key, context = input.context, data = input.data, checksum = input.checksum
    FROM input WHERE events.tenant_id = input.tenant_id AND events.occurred_at = input.occurred_at AND events.id = input.id)
  UPDATE event_keys SET idempotency_key = input.idempotency_key, payload_hash = decode(input.payload_hash, 'hex')
  FROM input WHERE event_keys.tenant_id = input.tenant_id AND event_keys.event_id = input.id`

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
    const changed = await Promise.all(
      events.map(async (event) => {
        const anew = forgotten(event, { ...forgetting, shared })
        // As a check of the archive makes it: of what the event says in the clear, where all of it can be opened.
        const hash = payloadHash((await deps.protection.openWhole(anew)) ?? anew, deps.payloadKey)
        return { ...anew, checksum: checksumOf(anew.id, hash), payload_hash: hash.toString('hex') }
      }),
    )
    await db.query(update, [JSON.stringify(changed)])
  }
}
