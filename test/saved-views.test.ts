import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
let ana: (method: string, path: string, body?: unknown) => ReturnType<typeof service.call>
let ben: typeof ana

beforeAll(async () => {
  service = await startService()
  const personNamed = async (name: string) => {
    const { body } = await service.call('POST', '/analytics/api-keys', {
      name,
      scopes: ['analytics:read', 'analytics:write'],
    })
    return (method: string, path: string, sent?: unknown) =>
      service.call(method, path, sent, { authorization: `Bearer ${body.key}` })
  }
  ana = await personNamed('ana')
  ben = await personNamed('ben')
})
afterAll(() => service.stopAndClean())

const view = { name: 'Spain', path: '/payments', search: 'country=ES&range=last_7_days', shared: false }

test('a view is its owner’s alone until it is shared, and then seen by the whole tenant', async () => {
  const { status, body: saved } = await ana('POST', '/analytics/views', view)
  expect(status).toBe(201)
  expect(saved).toMatchObject({ ...view, owner: 'ana', mine: true })
  expect((await ana('GET', '/analytics/views')).body.views).toEqual([saved])
  expect((await ben('GET', '/analytics/views')).body.views).toEqual([])

  const { body: shared } = await ana('PUT', `/analytics/views/${saved.id}`, { ...view, shared: true })
  expect((await ben('GET', '/analytics/views')).body.views).toEqual([{ ...shared, mine: false }])
})

test('only its owner or an admin changes a shared view; one that is private is not there for others', async () => {
  const { body: shared } = await ana('POST', '/analytics/views', { ...view, shared: true })
  const { body: hidden } = await ana('POST', '/analytics/views', view)
  for (const [method, sent] of [['PUT', view] as const, ['DELETE', undefined] as const]) {
    expect((await ben(method, `/analytics/views/${shared.id}`, sent)).body.code).toBe('forbidden')
    expect((await ben(method, `/analytics/views/${hidden.id}`, sent)).body.code).toBe('not_found')
    expect((await service.call(method, `/analytics/views/${hidden.id}`, sent)).body.code).toBe('not_found')
  }
  expect((await service.call('PUT', `/analytics/views/${shared.id}`, { ...view, shared: true })).body.mine).toBe(false)
  expect((await service.call('DELETE', `/analytics/views/${shared.id}`)).status).toBe(204)
  expect((await ana('DELETE', `/analytics/views/${hidden.id}`)).status).toBe(204)
  expect((await ana('DELETE', `/analytics/views/${hidden.id}`)).status).toBe(404)
})

test('what a whole tenant sees leaves a trace in the audit trail', async () => {
  const { body: saved } = await ben('POST', '/analytics/views', { ...view, name: 'Audited', shared: true })
  await ben('DELETE', `/analytics/views/${saved.id}`)
  const { body } = await service.call('GET', '/analytics/compliance/audit')
  const ofView = body.entries.filter((it: { details: { view?: string } }) => it.details.view === saved.id)
  expect(ofView.map((it: { action: string; actor: string }) => [it.action, it.actor])).toEqual([
    ['view.deleted', 'ben'],
    ['view.shared', 'ben'],
  ])
})

test('a path leads to a page of the dashboard and nowhere else', async () => {
  for (const path of ['//elsewhere.example', 'https://elsewhere.example', '/a/../b', 'payments', '/a?b']) {
    expect((await ana('POST', '/analytics/views', { ...view, path })).status, path).toBe(422)
  }
})

test('one person keeps at most 200 views', async () => {
  const { body } = await service.call('POST', '/analytics/api-keys', {
    name: 'many',
    scopes: ['analytics:read', 'analytics:write'],
  })
  const headers = { authorization: `Bearer ${body.key}` }
  for (let saved = 0; saved < 200; saved++) {
    expect((await service.call('POST', '/analytics/views', view, headers)).status).toBe(201)
  }
  expect((await service.call('POST', '/analytics/views', view, headers)).status).toBe(422)
})
