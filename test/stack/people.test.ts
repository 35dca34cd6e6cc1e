import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeRole, invitePerson, listPeople, removePerson } from '../../src/access/people.ts'
import { deleteRole, writeRole } from '../../src/access/roles.ts'
import { signInPerson } from '../../src/access/sign-in-person.ts'
import { writeTenant } from '../../src/access/tenants.ts'
import { openLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/postgres/database.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

/** What two admins do at once; the embedded PostgreSQL has one session, so that nothing is at once there. */
let server: PostgresServer
let opened: Awaited<ReturnType<typeof openDatabase>>
beforeAll(async () => {
  server = await startPostgres()
  const databaseUrl = await server.createDatabase()
  opened = await openDatabase({ databaseUrl, dataDir: tmpdir() }, openLog('silent'), (error) => {
    throw error
  })
})
afterAll(async () => {
  await opened.close()
  await server.stop()
})

const rounds = 25
const operator = 'demo'
async function makeTenant(tenantId: string) {
  await writeTenant(opened.db, tenantId, {})
  const signIn = (subject: string, ...claimed: string[]) =>
    signInPerson(
      opened.db,
      {
        ...{
          issuer: 'https://login.example',
          subject,
          name: subject,
          tenantId,
          roles: claimed,
          defaultRole: undefined,
        },
        email: `${subject}@clinic.example`,
      },
      operator,
    )
  return { signIn, people: () => listPeople(opened.db, tenantId) }
}

test('of all admins who are removed or given another role at once, one stays', async () => {
  for (let round = 0; round < rounds; round++) {
    const tenantId = `admins-${round}`
    const { signIn, people } = await makeTenant(tenantId)
    const ids: string[] = []
    for (const subject of ['a', 'b', 'c', 'd']) ids.push((await signIn(subject, 'admin')).id)
    const outcomes = await Promise.all(
      ids.map((id, index) =>
        index % 2 === 0
          ? removePerson(opened.db, tenantId, id)
          : changeRole(opened.db, { tenantId, id, role: 'viewer' }, operator),
      ),
    )
    expect(outcomes.filter((it) => it === 'last admin')).toHaveLength(1)
    expect((await people()).filter(({ role }) => role === 'admin')).toHaveLength(1)
  }
})

test('a first sign-in in several browsers at once makes one person', async () => {
  for (let round = 0; round < rounds; round++) {
    const { signIn, people } = await makeTenant(`browsers-${round}`)
    const signedIn = await Promise.all([1, 2, 3].map(() => signIn('ana', 'viewer')))
    expect(new Set(signedIn.map(({ id }) => id)).size).toBe(1)
    expect(signedIn.filter(({ before }) => before === undefined)).toHaveLength(1)
    expect(await people()).toHaveLength(1)
  }
})

test('an invitation is taken once, and one that two admins give at once is one', async () => {
  for (let round = 0; round < rounds; round++) {
    const tenantId = `invited-${round}`
    const { signIn, people } = await makeTenant(tenantId)
    const until = new Date(Date.now() + 60_000).toISOString()
    const wanted = { tenantId, email: 'ana@clinic.example', role: 'viewer', until, by: 'admin' }
    await Promise.all([1, 2].map(() => invitePerson(opened.db, wanted, operator)))
    expect(await people()).toHaveLength(1)
    await Promise.all([1, 2].map(() => signIn('ana')))
    expect(await people()).toMatchObject([{ subject: 'ana', role: 'viewer', status: 'active' }])
  }
})

test('a role that is deleted while it is granted is either held or gone', async () => {
  for (let round = 0; round < rounds; round++) {
    const tenantId = `roles-${round}`
    const { signIn, people } = await makeTenant(tenantId)
    const { id } = await signIn('ana', 'viewer')
    await writeRole(opened.db, tenantId, 'clerk', ['analytics:read'])
    const [changed, deleted] = await Promise.allSettled([
      changeRole(opened.db, { tenantId, id, role: 'clerk' }, operator),
      deleteRole(opened.db, tenantId, 'clerk'),
    ])
    const isGone = deleted.status === 'fulfilled' && deleted.value === 'deleted'
    expect(changed.status).toBe(isGone ? 'rejected' : 'fulfilled')
    expect(await people()).toMatchObject([{ role: isGone ? 'viewer' : 'clerk' }])
  }
})
