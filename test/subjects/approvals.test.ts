import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import type { Scope } from '../../src/access/principal.ts'
import { expireApprovals } from '../../src/subjects/decide.ts'
import { request, startService, until } from '../service.ts'

const path = '/analytics/compliance'
const scopes: readonly Scope[] = ['compliance:audit', 'compliance:export', 'compliance:erase']
let service: Awaited<ReturnType<typeof startService>>
let ana: Record<string, string>
let ben: Record<string, string>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  const base = { occurred_at: '2026-10-02T10:00:00Z', producer: 'shop', type: 'product', action: 'viewed' }
  await service.send(
    ['one', 'two', 'three', 'four', 'five'].map((user_id) => ({ ...base, user_id, data: { product_id: 'p' } })),
  )
  await service.call('PATCH', '/analytics/tenant', { two_person_approval: true })
  ;[ana, ben] = [await keyOf('ana'), await keyOf('ben')] as [typeof ana, typeof ben]
})
afterAll(() => service.stopAndClean())

async function keyOf(name: string, createdBy?: string) {
  const { key } = await createApiKey(service.service.db, { tenantId: 'demo', name, scopes, createdBy })
  return { authorization: `Bearer ${key}` }
}
const as = (headers: Record<string, string>, method: string, at: string, body?: unknown) =>
  request(service.url, method, path + at, body, headers)
const erase = async (user_id: string, headers = ana) => {
  const asked = { subject: { user_id }, mode: 'erase', reason: 'asked' }
  const { status, body } = await as(headers, 'POST', '/gdpr/erase', asked)
  expect([status, body.status]).toEqual([202, 'awaiting_approval'])
  return body.id as string
}
const statusOf = async (id: string) => (await as(ben, 'GET', `/gdpr/requests/${id}`)).body
const eventsOf = async (user_id: string) =>
  (await service.call('GET', `/analytics/events?user_id=${user_id}`)).body.events.length
const lastEntry = async (action: string) =>
  (await service.call('GET', `${path}/audit?action=${action}&outcome=succeeded&limit=1`)).body.entries[0]

test('an erasure waits, its person still sends events, and another person approves it', async () => {
  const id = await erase('one')
  const event = { type: 'product', action: 'viewed', user_id: 'one', producer: 'shop', data: { product_id: 'p' } }
  const sent = { ...event, occurred_at: '2026-10-03T10:00:00Z' }
  expect((await service.call('POST', '/analytics/ingest', sent)).status).toBe(202)
  // The approver of the request is shown whose it is; a list names no person.
  expect(await statusOf(id)).toMatchObject({ status: 'awaiting_approval', subject: { user_id: 'one' } })
  expect((await lastEntry('subject.request_opened')).details).toEqual({ request: id })
  expect(JSON.stringify((await as(ben, 'GET', '/gdpr/requests')).body)).not.toContain('"one"')

  const own = await as(ana, 'POST', `/gdpr/requests/${id}/approve`, {})
  expect([own.status, own.body.code]).toEqual([409, 'same_actor'])
  const { status, body } = await as(ben, 'POST', `/gdpr/requests/${id}/approve`, { reason: 'checked' })
  expect([status, body.status, body.approval.decided_by]).toEqual([200, 'pending', 'ben'])
  expect((await as(ben, 'POST', `/gdpr/requests/${id}/approve`, {})).body.code).toBe('approval_decided')
  await until(async () => (await statusOf(id)).status === 'done')
  expect(await eventsOf('one')).toBe(0)
  expect(await lastEntry('request.approved')).toMatchObject({
    ...{ actor: 'ben', reason: 'checked', outcome: 'succeeded' },
    details: { request: id, kind: 'erasure', requested_by: 'ana' },
    ...{ before: { status: 'awaiting_approval' }, after: { status: 'approved' } },
  })
})

test('an erasure that is rejected is not done, and a rejection needs its reason', async () => {
  const id = await erase('two')
  expect((await as(ben, 'POST', `/gdpr/requests/${id}/reject`, {})).status).toBe(422)
  const { body } = await as(ben, 'POST', `/gdpr/requests/${id}/reject`, { reason: 'not identified' })
  expect([body.status, body.approval.reason]).toEqual(['rejected', 'not identified'])
  expect((await as(ben, 'POST', `/gdpr/requests/${id}/approve`, {})).body.code).toBe('approval_decided')
  expect([(await statusOf(id)).status, await eventsOf('two')]).toEqual(['rejected', 1])
  expect((await lastEntry('request.rejected')).reason).toBe('not identified')
})

test('a key that one of the two made for the other is no second person', async () => {
  const id = await erase('three')
  const made = await keyOf('made by ana', 'ana')
  expect((await as(made, 'POST', `/gdpr/requests/${id}/approve`, {})).body.code).toBe('same_actor')
  const other = await erase('three', made)
  expect((await as(ana, 'POST', `/gdpr/requests/${other}/approve`, {})).body.code).toBe('same_actor')
})

test('what waits for seven days expires, with an entry of the service, and is approved no more', async () => {
  const id = await erase('four')
  await service.service.db.query(
    `UPDATE approval_requests SET expires_at = now() - interval '1 second' WHERE id = $1`,
    [id],
  )
  expect((await statusOf(id)).status).toBe('expired')
  expect((await as(ben, 'POST', `/gdpr/requests/${id}/approve`, {})).body.code).toBe('approval_expired')
  await expireApprovals(service.service.db)
  await until(async () => (await lastEntry('request.expired')) !== undefined)
  expect(await lastEntry('request.expired')).toMatchObject({ actor_kind: 'service', details: { request: id } })
  expect(await eventsOf('four')).toBe(1)
  expect((await service.call('POST', `${path}/audit/verify`)).body.ok).toBe(true)
})

test('the release of a hold waits once, and goes with its approval', async () => {
  const hold = (await as(ana, 'POST', '/holds', { kind: 'subject', value: 'five', reason: 'a lawsuit' })).body.id
  const reason = { ...ana, 'x-change-reason': 'settled' }
  const { status, body } = await as(reason, 'DELETE', `/holds/${hold}`)
  expect([status, body.status]).toEqual([202, 'awaiting_approval'])
  expect((await as(ana, 'DELETE', `/holds/${hold}`)).body.code).toBe('already_there')
  const { requests } = (await as(ben, 'GET', '/gdpr/requests?subject=five')).body
  expect(requests).toEqual([
    expect.objectContaining({ id: body.request, kind: 'hold_release', target: { hold }, reason: 'settled' }),
  ])
  const holds = async () => (await as(ben, 'GET', '/holds?subject=five')).body.holds
  expect((await holds())[0].released_at).toBeNull()
  const approved = await as(ben, 'POST', `/gdpr/requests/${body.request}/approve`, {})
  expect([approved.status, approved.body.status]).toEqual([200, 'done'])
  expect((await holds())[0].released_at).not.toBeNull()
  expect(await lastEntry('hold.released')).toMatchObject({ actor: 'ben', reason: 'settled', details: { hold } })
})

test('an erasure whose person came under a hold meanwhile is not approved', async () => {
  const id = await erase('five')
  await as(ana, 'POST', '/holds', { kind: 'subject', value: 'five', reason: 'another lawsuit' })
  expect((await as(ben, 'POST', `/gdpr/requests/${id}/approve`, {})).body.code).toBe('under_hold')
  expect((await statusOf(id)).status).toBe('awaiting_approval')
})

test('without the setting nothing waits', async () => {
  await service.call('PATCH', '/analytics/tenant', { two_person_approval: false })
  const asked = { subject: { user_id: 'two' }, mode: 'erase', reason: 'asked' }
  expect((await as(ana, 'POST', '/gdpr/erase', asked)).body).toMatchObject({ status: 'pending', approval: null })
  const hold = (await as(ana, 'POST', '/holds', { kind: 'lot', value: 'L-1', reason: 'a lawsuit' })).body.id
  expect((await as(ana, 'DELETE', `/holds/${hold}`)).status).toBe(204)
})

test('a change of retention policies waits, needs an admin to approve it, and is made then', async () => {
  await service.call('PATCH', '/analytics/tenant', { two_person_approval: true })
  const policies = [{ type: '*', store: 'dead_letters', days: 90, action: 'delete' }]
  const change = (asked: object) =>
    service.call('PUT', `${path}/retention`, { policies: asked }, { 'x-change-reason': 'minimisation' })
  expect((await change([{ ...policies[0], days: 0 }])).status).toBe(422)
  const { status, body } = await change(policies)
  expect([status, body.status]).toEqual([202, 'awaiting_approval'])
  expect((await change(policies)).body.code).toBe('already_there')
  const kept = async () => (await service.call('GET', `${path}/retention`)).body.policies
  expect(await kept()).toEqual([])
  expect((await as(ben, 'POST', `/gdpr/requests/${body.request}/approve`, {})).status).toBe(403)
  const { key } = await createApiKey(service.service.db, { tenantId: 'demo', name: 'second', scopes: ['admin'] })
  const second = { authorization: `Bearer ${key}` }
  expect((await as(second, 'POST', `/gdpr/requests/${body.request}/approve`, {})).body.status).toBe('done')
  expect(await kept()).toEqual(policies)
  expect(await lastEntry('retention.changed')).toMatchObject({
    ...{ actor: 'second', reason: 'minimisation', before: { policies: [] }, after: { policies } },
  })
})
