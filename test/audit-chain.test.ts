import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { compactVerify, importJWK } from 'jose'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { archiveHeads, signHeads } from '../src/compliance/audit-heads.ts'
import { canonicalJson } from '../src/compliance/canonical-json.ts'
import { chainEarlierEntries } from '../src/compliance/earlier-entries.ts'
import type { Database } from '../src/postgres/pool.ts'
import { request, startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
let db: Database
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  db = service.service.db
})
afterAll(() => service.stopAndClean())

const verify = async (headers = {}) =>
  (await service.call('POST', '/analytics/compliance/audit/verify', undefined, headers)).body
const list = async (query: string, headers = {}) =>
  (await service.call('GET', `/analytics/compliance/audit?${query}`, undefined, headers)).body

/** A tenant of its own with a trail of some entries, so that what is broken here breaks no other test. */
async function makeTenant(tenantId: string, entries = 5) {
  const { key } = await createApiKey(db, { tenantId, name: 'admin', scopes: ['admin'] })
  const headers = { authorization: `Bearer ${key}` }
  for (let made = 0; made < entries; made++) {
    await service.call('POST', '/analytics/api-keys', { name: `key ${made}`, scopes: ['analytics:read'] }, headers)
  }
  return headers
}

test('each hash is SHA-256 over the hash before and the canonical JSON of the entry, by what the API returns alone', async () => {
  const headers = await makeTenant('told')
  const { entries } = await list('limit=1000', headers)
  let previous = '0'.repeat(64)
  for (const { subject: _, previous_hash, hash, ...content } of entries.reverse()) {
    expect(previous_hash).toBe(previous)
    expect(
      createHash('sha256')
        .update(`${previous}\n${canonicalJson(content)}`)
        .digest('hex'),
    ).toBe(hash)
    previous = hash
  }
  expect(entries.map((it: { sequence: number }) => it.sequence)).toEqual([1, 2, 3, 4, 5])
  expect(await verify(headers)).toMatchObject({ ok: true, entries: 5, head: { sequence: 5, hash: previous } })
})

test('entries of concurrent calls stand in one chain', async () => {
  const headers = await makeTenant('busy', 0)
  await Promise.all(
    Array.from({ length: 60 }, (_, n) => service.call('GET', `/analytics/events?user_id=u${n}`, undefined, headers)),
  )
  expect(await verify(headers)).toMatchObject({ ok: true, entries: 60 })
})

const damages: readonly (readonly [string, string, number, RegExp])[] = [
  [
    'a changed entry',
    "UPDATE compliance_audit_logs SET actor = 'unknown' WHERE tenant_id = $1 AND sequence = 3",
    3,
    /not what was written/,
  ],
  [
    'a changed detail',
    `UPDATE compliance_audit_logs SET after = '{"scopes": ["admin"]}' WHERE tenant_id = $1 AND sequence = 2`,
    2,
    /not what was written/,
  ],
  [
    'a changed time',
    "UPDATE compliance_audit_logs SET at = at - interval '1 microsecond' WHERE tenant_id = $1 AND sequence = 4",
    4,
    /not what was written/,
  ],
  ['a removed entry', 'DELETE FROM compliance_audit_logs WHERE tenant_id = $1 AND sequence = 3', 3, /missing/],
  ['a removed beginning', 'DELETE FROM compliance_audit_logs WHERE tenant_id = $1 AND sequence = 1', 1, /missing/],
  [
    'a trail without its end',
    'DELETE FROM compliance_audit_logs WHERE tenant_id = $1 AND sequence > 3',
    4,
    /had entries up to 5/,
  ],
]

test.each(damages)('%s is found', async (what, sql, sequence, problem) => {
  const tenantId = `damaged ${what}`.slice(0, 60)
  const headers = await makeTenant(tenantId)
  await db.query(sql, [tenantId])
  const found = await verify(headers)
  expect(found).toMatchObject({ ok: false, first_broken: { sequence, problem: expect.stringMatching(problem) } })
})

test('two entries that changed places are found at the first of them', async () => {
  const headers = await makeTenant('swapped')
  await db.query(
    "UPDATE compliance_audit_logs SET sequence = sequence + 100 WHERE tenant_id = 'swapped' AND sequence IN (2, 3)",
  )
  await db.query(
    "UPDATE compliance_audit_logs SET sequence = 105 - sequence WHERE tenant_id = 'swapped' AND sequence > 100",
  )
  expect(await verify(headers)).toMatchObject({ ok: false, first_broken: { sequence: 2 } })
})

const sign = async () => {
  const { signer, now, auditHeads } = service.service.deps
  await signHeads(db, signer, now)
  await archiveHeads(db, auditHeads)
}

test('a trail that was cut off and closed again does not lead through its signed heads', async () => {
  const headers = await makeTenant('cut')
  await sign()
  const cut = async () => {
    await db.query("DELETE FROM compliance_audit_logs WHERE tenant_id = 'cut' AND sequence > 3")
    await db.query(`UPDATE compliance_audit_heads SET sequence = 3, hash = (SELECT hash FROM compliance_audit_logs
      WHERE tenant_id = 'cut' AND sequence = 3) WHERE tenant_id = 'cut'`)
  }
  await cut()
  expect(await verify(headers)).toMatchObject({ ok: false, first_broken: { sequence: 4 } })
  // The signed heads of the database are gone too: those of the archive are left.
  await db.query("DELETE FROM compliance_audit_signed_heads WHERE tenant_id = 'cut'")
  await cut()
  expect(await verify(headers)).toMatchObject({ ok: false, head: { signed_to: 5 } })
})

test('a trail that was written anew, hashes and all, contradicts its signed heads', async () => {
  const headers = await makeTenant('anew')
  await sign()
  await db.query("DELETE FROM compliance_audit_logs WHERE tenant_id = 'anew'")
  await db.query("DELETE FROM compliance_audit_heads WHERE tenant_id = 'anew'")
  for (let n = 0; n < 6; n++) await service.call('GET', '/analytics/events', undefined, headers)
  expect(await verify(headers)).toMatchObject({
    ok: false,
    first_broken: { problem: expect.stringMatching(/signed head/) },
  })
})

test('a signed head that was changed is none', async () => {
  const headers = await makeTenant('forged')
  await sign()
  await db.query("UPDATE compliance_audit_signed_heads SET hash = repeat('a', 64) WHERE tenant_id = 'forged'")
  expect(await verify(headers)).toMatchObject({ ok: false })
})

test('heads are objects of the archive, and a public key opens them', async () => {
  await makeTenant('opened')
  await sign()
  const folder = join(service.folder, 'archive/audit/tenant_id=opened')
  const [name = ''] = await readdir(folder)
  expect(name).toMatch(/^000000000000005-[0-9a-f]{64}\.jws$/)
  const { body } = await service.call('GET', '/.well-known/jwks.json')
  const stream = await service.service.deps.auditHeads.get('opened', { sequence: 5, hash: name.slice(16, 80) })
  const { payload } = await compactVerify(stream ?? '', await importJWK(body.keys[0]))
  expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ tenant_id: 'opened', sequence: 5 })
  await rm(folder, { recursive: true })
})

test('entries of a release before are moved into the chain, once, with their ids and times', async () => {
  const headers = await makeTenant('earlier', 0)
  await db.query(
    `INSERT INTO audit (id, tenant_id, at, actor, action, details)
     SELECT gen_random_uuid(), 'earlier', timestamptz '2026-01-01T00:00:00.123456Z' + make_interval(secs => n), 'old',
       'view.shared', '{"n": 1.50}' FROM generate_series(1, 2500) AS n`,
  )
  const moved = await Promise.all([chainEarlierEntries(db), chainEarlierEntries(db)])
  expect(moved.reduce((one, other) => one + other)).toBe(2_500)
  expect(await verify(headers)).toMatchObject({ ok: true, entries: 2_500 })
  const { entries } = await list('actor=old&limit=2', headers)
  expect(entries[0]).toMatchObject({ at: '2026-01-01T00:41:40.123456Z', action: 'view.shared', sequence: 2_500 })
  expect((await db.query('SELECT FROM audit')).rowCount).toBe(0)
})

test('pages follow on one another without a gap or a repeat', async () => {
  const headers = await makeTenant('pages', 7)
  const seen: number[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { entries: { sequence: number }[]; next_cursor: string | null } = await list(
      `limit=3${cursor && `&cursor=${cursor}`}`,
      headers,
    )
    seen.push(...page.entries.map((it) => it.sequence))
    cursor = page.next_cursor
  }
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1])
  for (const cursor of ['x', Buffer.from('2026-01-01T00:00:00Z one').toString('base64url')]) {
    const { status, body } = await service.call(
      'GET',
      `/analytics/compliance/audit?cursor=${cursor}`,
      undefined,
      headers,
    )
    expect([status, body.code]).toEqual([400, 'malformed_cursor'])
  }
})

test('accesses to a person are found by the person, and the entry does not identify them', async () => {
  const event = (user_id: string) => ({
    ...{ type: 'user', action: 'logged_in', occurred_at: '2026-10-01T10:00:00Z', producer: 'shop', user_id, data: {} },
  })
  await service.send([event('ana'), event('ben@example.com')])
  const { body } = await service.call('GET', '/analytics/events?type=user')
  for (const { id } of body.events) await service.call('GET', `/analytics/events/${id}`)
  await service.call('GET', '/analytics/events?user_id=ben@example.com&reveal=true')
  const of = async (subject: string) => {
    const { entries } = await list(`subject=${encodeURIComponent(subject)}`)
    expect(JSON.stringify(entries)).not.toMatch(/\bana\b|ben@/)
    return entries.map((it: { action: string }) => it.action).sort()
  }
  expect(await of('ana')).toEqual(['event.read', 'events.looked_up'])
  expect(await of('ben@example.com')).toEqual(['event.read', 'events.looked_up', 'events.looked_up', 'personal.read'])
  expect(await of('unknown')).toEqual([])
})

interface ChangeCall {
  readonly method: string
  readonly path: string
  readonly body?: object
  readonly table: string
  /** Of what has no id of the service's giving. */
  readonly name?: string
  readonly isNew?: boolean
  /** Which row is meant, where the first will not do. */
  readonly where?: string
}
const view = { name: 'shared', path: '/payments', search: '', shared: true }
const note = { at: '2026-10-01T00:00:00Z', title: 'note' }
const account = { name: 'export', description: 'Nightly', owner: 'ana@clinic.example', role: 'viewer' }
const userName = 'scim@clinic.example'
const ofScim = { where: `user_name = '${userName}'` }
const patchOf = (path: string, value: string) => ({ Operations: [{ op: 'replace', path, value }] })
const patchSchemas = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }
const alert = {
  ...{
    name: 'low',
    metric: 'orders',
    filters: {},
    window: 'hour',
    enabled: false,
    condition: { kind: 'below', value: 1 },
  },
}
/** Every call whose entry belongs to the transaction of its change; `{id}` is of one that was made before. */
const changes: readonly ChangeCall[] = [
  { method: 'POST', path: '/analytics/service-accounts', body: account, table: 'service_accounts' },
  {
    ...{ method: 'PUT', path: '/analytics/service-accounts/{service_accounts}', table: 'service_accounts' },
    body: { ...account, role: 'analyst' },
  },
  {
    ...{ method: 'POST', path: '/analytics/service-accounts/{service_accounts}/api-keys', table: 'api_keys' },
    ...{ body: { name: 'of an account' }, isNew: true },
  },
  { method: 'DELETE', path: '/analytics/service-accounts/{service_accounts}', table: 'service_accounts' },
  { method: 'POST', path: '/scim/v2/Users', body: { userName }, table: 'people' },
  { method: 'PUT', path: '/scim/v2/Users/{people}', body: { userName, displayName: 'A' }, table: 'people', ...ofScim },
  {
    ...{ method: 'PATCH', path: '/scim/v2/Users/{people}', table: 'people', ...ofScim },
    body: { ...patchSchemas, ...patchOf('displayName', 'B') },
  },
  { method: 'POST', path: '/scim/v2/Groups', body: { displayName: 'staff' }, table: 'provisioned_groups' },
  {
    ...{ method: 'PUT', path: '/scim/v2/Groups/{provisioned_groups}', table: 'provisioned_groups' },
    body: { displayName: 'all staff' },
  },
  {
    ...{ method: 'PATCH', path: '/scim/v2/Groups/{provisioned_groups}', table: 'provisioned_groups' },
    body: { ...patchSchemas, ...patchOf('displayName', 'everyone') },
  },
  { method: 'DELETE', path: '/scim/v2/Groups/{provisioned_groups}', table: 'provisioned_groups' },
  { method: 'DELETE', path: '/scim/v2/Users/{people}', table: 'people', ...ofScim },
  { method: 'POST', path: '/analytics/api-keys', body: { name: 'k', scopes: ['analytics:read'] }, table: 'api_keys' },
  {
    ...{ method: 'POST', path: '/analytics/api-keys/{api_keys}/rotate', table: 'api_keys' },
    body: { grace_seconds: 0 },
  },
  { method: 'DELETE', path: '/analytics/api-keys/{api_keys}', table: 'api_keys' },
  { method: 'PATCH', path: '/analytics/tenant', body: { name: 'other' }, table: 'tenants' },
  {
    ...{ method: 'PUT', path: '/analytics/exchange-rates', table: 'exchange_rates' },
    body: { rates: [{ currency: 'GBP', valid_from: '2026-10-01T00:00:00Z', rate: '1.1' }] },
  },
  { method: 'POST', path: '/analytics/views', body: view, table: 'saved_views' },
  { method: 'PUT', path: '/analytics/views/{saved_views}', body: { ...view, name: 'b' }, table: 'saved_views' },
  { method: 'DELETE', path: '/analytics/views/{saved_views}', table: 'saved_views' },
  { method: 'POST', path: '/analytics/annotations', body: note, table: 'annotations' },
  { method: 'PUT', path: '/analytics/annotations/{annotations}', body: { ...note, title: 'b' }, table: 'annotations' },
  { method: 'DELETE', path: '/analytics/annotations/{annotations}', table: 'annotations' },
  { method: 'POST', path: '/analytics/alerts', body: alert, table: 'alerts' },
  { method: 'PUT', path: '/analytics/alerts/{alerts}', body: { ...alert, name: 'b' }, table: 'alerts' },
  { method: 'DELETE', path: '/analytics/alerts/{alerts}', table: 'alerts' },
  {
    ...{ method: 'PUT', path: '/analytics/roles/{}', name: 'clerk', table: 'roles', isNew: true },
    body: { scopes: ['analytics:read'] },
  },
  { method: 'DELETE', path: '/analytics/roles/{}', name: 'clerk', table: 'roles' },
  {
    ...{ method: 'POST', path: '/analytics/people', table: 'people' },
    body: { email: 'ann@example.com', role: 'viewer' },
  },
  {
    ...{ method: 'PUT', path: '/analytics/people/{people}', table: 'people', where: 'removed_at IS NULL' },
    body: { role: 'analyst' },
  },
  { method: 'DELETE', path: '/analytics/people/{people}', table: 'people', where: 'removed_at IS NULL' },
  {
    ...{ method: 'PUT', path: '/analytics/rate-limits', table: 'rate_limits' },
    body: { key_id: null, events_per_second: null, requests_per_second: 900 },
  },
  {
    ...{ method: 'POST', path: '/analytics/compliance/holds', table: 'legal_holds' },
    body: { kind: 'lot', value: 'L-1', reason: 'Prüfung 7' },
  },
  { method: 'DELETE', path: '/analytics/compliance/holds/{legal_holds}', table: 'legal_holds' },
  {
    ...{ method: 'POST', path: '/analytics/compliance/gdpr/erase', table: 'gdpr_erasure_requests' },
    body: { subject: { user_id: 'ana' }, mode: 'erase', reason: 'Prüfung 7' },
  },
  {
    ...{ method: 'POST', path: '/analytics/compliance/gdpr/export', table: 'gdpr_export_requests' },
    body: { subject: { user_id: 'ana' } },
  },
  {
    ...{ method: 'PUT', path: '/analytics/compliance/retention', table: 'data_retention_policies' },
    body: { policies: [{ type: '*', store: 'ledger', days: 30_000, action: 'delete' }] },
  },
  { method: 'POST', path: '/analytics/compliance/retention/run', body: { dry_run: false }, table: 'retention_runs' },
]

/** What decides on another person's request, or changes no table but the trail: test/subjects/approvals.test.ts and test/signatures.test.ts. */
const triedElsewhere = [
  'POST /analytics/compliance/gdpr/requests/{}/approve',
  'POST /analytics/compliance/gdpr/requests/{}/reject',
  'POST /analytics/compliance/access-review',
]

test('every call that declares a change is tried here, or where it has what it needs', () => {
  const declared = service.service.app.declaredRoutes.flatMap(({ method, url, config }) =>
    typeof config.audit === 'object' && 'change' in config.audit ? [`${method} ${url.replace(/:\w+/g, '{}')}`] : [],
  )
  const tried = changes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
  expect([...tried, ...triedElsewhere].sort()).toEqual(declared.sort())
})

async function pathOf({ path, name, where }: ChangeCall): Promise<string> {
  if (name !== undefined) return path.replace('{}', name)
  const table = /\{(\w+)\}/.exec(path)?.[1]
  if (table === undefined) return path
  const live = where ?? (table === 'api_keys' ? "revoked_at IS NULL AND name = 'k'" : 'true')
  const { rows } = await db.query(`SELECT id FROM ${table} WHERE tenant_id = 'demo' AND ${live} ORDER BY id LIMIT 1`)
  return path.replace(/\{\w+\}/, rows[0].id)
}
/** A call whose answer is a failure of the service, which the contract does not name. */
const bare = (method: string, url: string, body?: object) =>
  service.service.app.inject({
    ...{ method: method as 'GET', url, headers: { authorization: `Bearer ${service.key}` } },
    ...(body && { payload: body }),
  })
/** The rows of a table without the times of use, which a task of the service writes in the background. */
const rowsOf = async (table: string) => {
  const row = `to_jsonb(it) - 'last_used_at' - 'last_sign_in_at'`
  return (await db.query(`SELECT ${row} AS row FROM ${table} AS it ORDER BY (${row})::text`)).rows
}

test('no change is there without its entry, and each entry has the value before and after, and why', async () => {
  for (const it of changes) {
    const name = `${it.method} ${it.path}`
    if (name === 'POST /analytics/service-accounts')
      expect(await list('action=api_key.created')).toMatchObject({ entries: [] })
    const before = await rowsOf(it.table)
    await db.query('REVOKE INSERT ON compliance_audit_logs FROM pocm_tenant')
    const failed = await bare(it.method, await pathOf(it), it.body)
    await db.query('GRANT INSERT ON compliance_audit_logs TO pocm_tenant')
    expect([name, failed.statusCode]).toEqual([name, 500])
    expect([name, await rowsOf(it.table)]).toEqual([name, before])

    const headers = { 'x-change-reason': encodeURIComponent('Prüfung 7') }
    const done = await service.call(it.method, await pathOf(it), it.body, headers)
    expect([name, done.status < 300, JSON.stringify(done.body).slice(0, 300)]).toEqual([name, true, expect.anything()])
    expect([name, await rowsOf(it.table)]).not.toEqual([name, before])
    // Tasks in the background append entries of their own: the newest of this call counts.
    const of = `${it.method} ${it.path.split('{')[0]}`
    const entries = (await list('limit=20')).entries.filter((entry: { resource: string }) =>
      entry.resource.startsWith(of),
    )
    expect([name, entries[0]]).toMatchObject([name, { outcome: 'succeeded', reason: 'Prüfung 7' }])
    expect([name, entries[0].before === null]).toEqual([
      name,
      it.isNew ?? (it.method === 'POST' && !it.path.includes('{')),
    ])
    expect([name, entries[0].after === null]).toEqual([name, it.method === 'DELETE'])
  }
})

test('a reason that is none is refused', async () => {
  for (const reason of ['%', '%00', 'x'.repeat(501)]) {
    const { status } = await service.call('PATCH', '/analytics/tenant', { name: 'x' }, { 'x-change-reason': reason })
    expect(status).toBe(400)
  }
})

test('a tenant verifies its own trail, with the scope of it alone', async () => {
  const headers = await makeTenant('apart', 1)
  await service.call('GET', '/analytics/events')
  expect(await verify(headers)).toMatchObject({ ok: true, entries: 1 })
  const { key } = await createApiKey(db, { tenantId: 'apart', name: 'reader', scopes: ['analytics:read'] })
  const { status } = await request(service.url, 'POST', '/analytics/compliance/audit/verify', undefined, {
    authorization: `Bearer ${key}`,
  })
  expect(status).toBe(403)
})

test('an answer with personal data is not given where its entry cannot be kept', async () => {
  await db.query('REVOKE INSERT ON compliance_audit_logs FROM pocm_tenant')
  onTestFinished(async () => {
    await db.query('GRANT INSERT ON compliance_audit_logs TO pocm_tenant')
  })
  for (const path of ['/analytics/events?reveal=true', '/analytics/events']) {
    const { statusCode, body } = await bare('GET', path)
    expect([path, statusCode, body.includes('events')]).toEqual([path, 500, false])
  }
})
