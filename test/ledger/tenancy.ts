import { describe, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import type { Principal } from '../../src/access/principal.ts'
import { writeRole } from '../../src/access/roles.ts'
import { openSessions } from '../../src/access/sessions.ts'
import { signInPerson } from '../../src/access/sign-in-person.ts'
import { readRates, readTenant, writeRates } from '../../src/access/tenants.ts'
import { noteVerdict } from '../../src/alerts/note.ts'
import { addAlert } from '../../src/alerts/store.ts'
import { openPersonKeys } from '../../src/compliance/person-keys.ts'
import { openTenantSecrets } from '../../src/compliance/tenant-secrets.ts'
import { appendEvents } from '../../src/ledger/append.ts'
import { findEvent, findEvents } from '../../src/ledger/look-up.ts'
import { logStart, readLog } from '../../src/ledger/read-log.ts'
import { writeAnnotation } from '../../src/notes/annotations.ts'
import { saveView } from '../../src/notes/saved-views.ts'
import { openLog } from '../../src/platform/log.ts'
import { uuidV7 } from '../../src/platform/uuid.ts'
import type { Database } from '../../src/postgres/pool.ts'
import { withTenant } from '../../src/postgres/with-tenant.ts'
import { openOutcomeRecord } from '../../src/service-metrics/outcomes.ts'
import { newEvent } from './new-event.ts'

const log = openLog('error')
const tables = [
  ...['events', 'event_keys', 'tenants', 'exchange_rates', 'api_keys', 'person_keys'],
  ...['tenant_keys', 'tokens', 'people', 'roles', 'sessions'],
  ...['saved_views', 'annotations', 'ingest_outcomes', 'alerts', 'alert_firings', 'alert_messages'],
]

/** Fills every table with rows of two tenants. */
async function fill(db: Database, one: string, other: string): Promise<void> {
  const persons = openPersonKeys(db, Buffer.alloc(32, 1))
  for (const tenant_id of [one, other]) {
    const moments = ['2026-09-30T23:00:00.000000Z', '2026-10-01T10:00:00.000000Z']
    await appendEvents(
      db,
      moments.map((occurred_at) => newEvent(occurred_at, { tenant_id, occurred_at })),
    )
    await writeRates(db, tenant_id, [{ currency: 'USD', valid_from: '2026-10-01T00:00:00Z', rate: '0.9' }])
    await createApiKey(db, { tenantId: tenant_id, name: 'test', scopes: ['admin'] })
    await persons.ensure([{ tenantId: tenant_id, person: 'u-1' }])
    const secrets = openTenantSecrets(db, Buffer.alloc(32, 1))
    const tokenOf = await secrets.tokens(tenant_id)
    await secrets.keepWords(tenant_id, new Map([[tokenOf('rash'), 'rash']]))
    await fillPeople(db, tenant_id)
    await fillNotes(db, tenant_id)
  }
}

/** A person who has signed in, and a role. */
async function fillPeople(db: Database, tenantId: string): Promise<void> {
  await writeRole(db, tenantId, 'auditor', ['compliance:audit'])
  const who = { issuer: 'https://login.example', subject: 'ana', email: 'ana@clinic.example', name: 'Ana', tenantId }
  const { id: personId } = await signInPerson(db, { ...who, roles: ['auditor'], defaultRole: undefined }, 'demo')
  const sessions = openSessions(db, 3_600, Date.now)
  await sessions.begin({ tenantId, personId, name: 'Ana', userAgent: '' }, Date.now() / 1000 + 3_600)
}

/** A row in each of the tables of what people and the service itself keep beside events. */
async function fillNotes(db: Database, tenantId: string): Promise<void> {
  const principal: Principal = { tenantId, name: 'ana', scopes: ['analytics:read'] }
  await saveView(db, principal, { name: 'Spain', path: '/payments', search: 'country=ES', shared: true })
  const note = { at: '2026-10-01T10:00:00Z', until: null, title: 'Sale', text: '', kind: 'note', link: null } as const
  await writeAnnotation(db, principal, note)
  const condition = { kind: 'above', value: 1 } as const
  const wish = { name: 'Sales', metric: 'gmv', filters: {}, window: 'day', condition, enabled: true } as const
  const id = uuidV7(Date.now())
  const alert = await addAlert(db, tenantId, id, { ...wish, webhook_url: 'https://example.com' }, Buffer.alloc(32))
  await noteVerdict(db, alert, { state: 'firing', value: 2, limit: 1 }, Date.now())
  const record = openOutcomeRecord(db, Date.now, log)
  record.add({ tenantId, source: 'http', outcome: 'accepted', type: 'order', reason: '', events: 3 })
  await record.close()
}

/** What must hold of tenants on whichever PostgreSQL. */
export function describeTenancy(open: () => Database): void {
  describe('row-level security stands behind the predicates', () => {
    test('a statement without any predicate finds one tenant’s rows and nothing of others', async () => {
      await fill(open(), 'rls-a', 'rls-b')
      for (const table of tables) {
        const sql = `SELECT count(*)::int AS rows, array_agg(DISTINCT tenant_id) AS tenants FROM ${table}`
        const rows = await withTenant(open(), 'rls-a', async (tx) => (await tx.query(sql)).rows[0])
        expect([table, rows?.tenants]).toEqual([table, ['rls-a']])
        const { rows: all } = await open().query(sql)
        expect(all[0].rows).toBeGreaterThan(rows?.rows)
      }
    })

    test('asked for another’s rows by name, it finds none, and changes none', async () => {
      await fill(open(), 'rls-c', 'rls-d')
      await withTenant(open(), 'rls-c', async (tx) => {
        for (const table of tables) {
          expect((await tx.query(`SELECT 1 FROM ${table} WHERE tenant_id = 'rls-d'`)).rows).toEqual([])
        }
        expect((await tx.query('UPDATE api_keys SET revoked_at = now()')).rowCount).toBe(1)
        expect((await tx.query('DELETE FROM person_keys')).rowCount).toBe(1)
      })
      const left = await open().query(
        `SELECT (SELECT count(*) FROM api_keys WHERE revoked_at IS NULL AND tenant_id = 'rls-d')::int AS api_keys,
           (SELECT count(*) FROM person_keys WHERE tenant_id = 'rls-d')::int AS person_keys`,
      )
      expect(left.rows).toEqual([{ api_keys: 1, person_keys: 1 }])
    })

    test('nothing can be written for another', async () => {
      const insert = "INSERT INTO tenants (tenant_id, name) VALUES ('rls-f', 'rls-f')"
      await expect(withTenant(open(), 'rls-e', (tx) => tx.query(insert))).rejects.toThrow('row-level security')
    })

    test('where no tenant is set there is nothing at all', async () => {
      await fill(open(), 'rls-g', 'rls-h')
      for (const tenant of ['', 'unknown']) {
        const found = await withTenant(open(), tenant, (tx) => tx.query('SELECT 1 FROM events'))
        expect(found.rows).toEqual([])
      }
      const client = await open().connect()
      try {
        await client.query('BEGIN; SET LOCAL ROLE pocm_tenant')
        expect((await client.query('SELECT 1 FROM events')).rows).toEqual([])
        await client.query('COMMIT')
      } finally {
        client.release()
      }
    })

    test('a partition cannot be read past the policy of its table, and what is the service’s not at all', async () => {
      await fill(open(), 'rls-i', 'rls-j')
      for (const table of ['events_2026_10', 'events_2026_09', 'log_batches', 'settings', 'claims']) {
        const read = withTenant(open(), 'rls-i', (tx) => tx.query(`SELECT 1 FROM ${table}`))
        await expect(read).rejects.toThrow(`permission denied for table ${table}`)
      }
      for (const sql of [
        'INSERT INTO events SELECT * FROM events',
        'DELETE FROM event_keys',
        'CREATE TABLE mine (i int)',
      ]) {
        await expect(withTenant(open(), 'rls-i', (tx) => tx.query(sql))).rejects.toThrow('permission denied')
      }
    })

    test('a tenant’s name is text, whatever stands in it', async () => {
      const name = "x', true); RESET ROLE; SELECT set_config('pocm.tenant', 'rls-a"
      await fill(open(), name, 'rls-k')
      const found = await withTenant(open(), name, (tx) => tx.query('SELECT DISTINCT tenant_id FROM events'))
      expect(found.rows).toEqual([{ tenant_id: name }])
    })

    test('every table that holds a tenant’s rows has a policy', async () => {
      const { rows } = await open().query(
        `SELECT pg_class.relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'tenant_id'
         WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = current_schema()::regnamespace
           AND NOT (relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))`,
      )
      expect(rows).toEqual([])
    })

    test('the look-ups find what they found before', async () => {
      await fill(open(), 'rls-l', 'rls-m')
      const { events } = await findEvents(open(), 'rls-l', {}, { limit: 10 })
      expect(events.map(({ tenant_id }) => tenant_id)).toEqual(['rls-l', 'rls-l'])
      const [first] = events
      expect(await findEvent(open(), 'rls-l', first?.id ?? '')).toEqual(first)
      expect(await findEvent(open(), 'rls-m', first?.id ?? '')).toBeUndefined()
      const logged = await readLog(open(), logStart, { limit: 10, tenantId: 'rls-l' })
      expect(logged.map(({ event }) => event.id).toSorted()).toEqual(events.map(({ id }) => id).toSorted())
      expect(await readRates(open(), 'rls-l')).toHaveLength(1)
      expect((await readTenant(open(), 'rls-l')).name).toBe('rls-l')
    })
  })
}
