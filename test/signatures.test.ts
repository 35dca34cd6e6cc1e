import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { adminKey, startService } from './service.ts'

const path = '/analytics/compliance'
let service: Awaited<ReturnType<typeof startService>>
let cookie: Record<string, string>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  const same = { origin: service.url, 'sec-fetch-site': 'same-origin' }
  const signedIn = await service.call('POST', '/auth/sign-in', { api_key: adminKey }, same)
  cookie = { ...same, authorization: '', cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' }
})
afterAll(() => service.stopAndClean())

const demand = (signatures_required: boolean) => service.call('PATCH', '/analytics/tenant', { signatures_required })
async function review(headers: Record<string, string>) {
  const { digest } = (await service.call('GET', `${path}/access-review`)).body
  return service.call('POST', `${path}/access-review`, { digest, note: 'looked at' }, headers)
}
const lastReview = async () =>
  (await service.call('GET', `${path}/audit?action=access.reviewed&outcome=succeeded&limit=1`)).body.entries[0]

test('without the setting nothing is signed, and one who signs all the same is kept in the entry', async () => {
  expect((await review({})).status).toBe(200)
  expect((await lastReview()).details.signature).toBeUndefined()
  expect((await review({ 'x-signature-meaning': 'reviewed' })).status).toBe(200)
  expect((await lastReview()).details.signature).toMatchObject({ meaning: 'reviewed', method: 'api_key' })
})

test('with the setting a session signs by its key again and a meaning, and the entry binds both by its hash', async () => {
  await demand(true)
  expect((await service.call('GET', '/auth/session', undefined, cookie)).body.signatures_required).toBe(true)
  const refused = await review(cookie)
  expect([refused.status, refused.body.code]).toEqual([403, 'signature_required'])
  const meaning = { ...cookie, 'x-signature-meaning': 'reviewed' }
  expect((await review(meaning)).body.code).toBe('signature_required')
  expect((await review({ ...cookie, 'x-signature-meaning': 'seen' })).body.code).toBe('signature_required')
  const { key } = await createApiKey(service.service.db, { tenantId: 'demo', name: 'other', scopes: ['admin'] })
  for (const wrong of ['garbage', key]) {
    const { status, body } = await review({ ...meaning, 'x-signature-credential': wrong })
    expect([status, body.code]).toEqual([403, 'signature_invalid'])
  }
  expect((await review({ ...meaning, 'x-signature-credential': adminKey })).status).toBe(200)
  const { details, hash } = await lastReview()
  expect(details.signature).toEqual({
    ...{ name: 'POCM_ADMIN_KEY', meaning: 'reviewed', method: 'api_key' },
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  })
  expect(JSON.stringify(details)).not.toContain(adminKey)
  // The signature is part of what is hashed.
  const { db } = service.service
  const change = (from: string, to: string) =>
    db.query(`UPDATE compliance_audit_logs SET details = replace(details::text, $1, $2)::jsonb WHERE hash = $3`, [
      ...[from, to],
      hash,
    ])
  await change('"reviewed"', '"approved"')
  expect((await service.call('POST', `${path}/audit/verify`)).body.ok).toBe(false)
  await change('"approved"', '"reviewed"')
  expect((await service.call('POST', `${path}/audit/verify`)).body.ok).toBe(true)
})

test('the release of a hold is signed, and so is a decision of a second person', async () => {
  await demand(true)
  const hold = (await service.call('POST', `${path}/holds`, { kind: 'lot', value: 'L-1', reason: 'a lawsuit' })).body.id
  expect((await service.call('DELETE', `${path}/holds/${hold}`)).body.code).toBe('signature_required')
  const meaning = { 'x-signature-meaning': 'released' }
  expect((await service.call('DELETE', `${path}/holds/${hold}`, undefined, meaning)).status).toBe(204)
  const { entries } = (await service.call('GET', `${path}/audit?action=hold.released&outcome=succeeded`)).body
  expect(entries[0].details).toMatchObject({ hold, signature: { meaning: 'released' } })
  const id = '01890a5d-ac96-774b-bcce-b302099a8057'
  expect((await service.call('POST', `${path}/gdpr/requests/${id}/approve`, {})).body.code).toBe('signature_required')
})

test('mending a dead letter needs its reason, with the setting a signature, and a dry run neither', async () => {
  await demand(false)
  const mapping = [{ op: 'replace', path: '/type', value: 'order' }]
  const replay = (body: object, headers = {}) => service.call('POST', '/analytics/dlq/replay', body, headers)
  expect((await replay({ mapping })).body.code).toBe('reason_required')
  expect((await replay({ mapping, dry_run: true })).status).toBe(200)
  expect((await replay({})).status).toBe(200)
  const reason = { 'x-change-reason': 'a typing error' }
  expect((await replay({ mapping }, reason)).status).toBe(200)
  await demand(true)
  expect((await replay({ mapping }, reason)).body.code).toBe('signature_required')
  expect((await replay({ mapping }, { ...reason, 'x-signature-meaning': 'responsible' })).status).toBe(200)
  const { entries } = (await service.call('GET', `${path}/audit?action=dlq.replay&outcome=succeeded&limit=1`)).body
  expect(entries[0]).toMatchObject({ reason: 'a typing error', details: { signature: { meaning: 'responsible' } } })
})
