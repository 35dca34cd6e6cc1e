import { text } from 'node:stream/consumers'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { archiveAll, clean, env, many, payment, post, user } from '../archive/stored.ts'
import { startServiceForTest, type TestService, until } from '../service.ts'
import { type S3Server, type S3Settings, startS3 } from './s3.ts'

let server: S3Server
beforeAll(async () => {
  server = await startS3()
}, 900_000)
afterAll(() => server.stop())

let settings: S3Settings
let service: TestService
beforeEach(async () => {
  settings = await server.createBucket()
  service = await startServiceForTest({ ...env, ...settings, POCM_LOG_LEVEL: 'silent' })
})

function openClient(): S3Client {
  const client = server.client()
  onTestFinished(() => client.destroy())
  return client
}

const ready = async () => (await service.call('GET', '/ready')).body.dependencies
const waiting = async () => (await service.call('GET', '/analytics/archive')).body.waiting
/** Has everything archived, and waits for as long as it takes: asking again when a minute is over. */
const archived = () => until(async () => (await archiveAll(service)).archived, 120_000)

test('raw files, tables and manifests are in the bucket, agree with the ledger and bring it back', async () => {
  await service.send([...many(100, payment), ...many(10, user)])
  await archived()
  const status = await service.call('GET', '/analytics/archive')
  expect(status.body).toMatchObject({ place: `s3://${settings.S3_BUCKET}`, waiting: 0 })
  const verified = await post(service, 'verify')
  expect(verified).toMatchObject({ ...clean, events: 110 })

  await service.service.db.query('TRUNCATE events, event_keys')
  expect(await post(service, 'restore')).toMatchObject({ restored: 110, problems: [], repaired: 0 })
  expect(await post(service, 'verify')).toEqual(verified)
})

test('a manifest can be read with any client, and names what is there', async () => {
  await service.send(many(10, payment))
  await archived()
  const { db } = service.service
  const { rows } = await db.query<{ name: string }>('SELECT name FROM archive_batches')
  const client = openClient()
  const read = async (Key: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: settings.S3_BUCKET, Key }))
    return text(Body as NodeJS.ReadableStream)
  }
  const manifest = JSON.parse(await read(`manifests/raw/${rows[0]?.name}.json`))
  expect(manifest).toMatchObject({
    version: 1,
    events: 10,
    files: [{ type: 'payment', events: 10, tenant_id: 'demo' }],
  })
  expect(await read(manifest.files[0].name)).not.toBe('')
})

test('with S3 away events are taken as ever, it is said, and all is archived after its return', async () => {
  await server.goAway()
  let asked: Promise<unknown> = Promise.resolve()
  try {
    await service.send(many(100, payment))
    asked = archiveAll(service)
    await until(async () => (await ready()).archive.status === 'down' && (await ready()).s3.breaker.state !== 'closed')
    expect(await waiting()).toBe(100)
    const age = async () =>
      /^pocm_archive_oldest_seconds (.+)$/m.exec((await service.call('GET', '/metrics')).body)?.[1]
    await until(async () => Number(await age()) > 0)
    expect((await service.call('GET', '/ready')).status).toBe(200)
    const refused = await service.call('POST', '/analytics/archive/verify', {})
    expect(refused).toMatchObject({ status: 503, body: { code: 'archive_unavailable' } })
    await service.send(many(50, (n) => payment(n, 2)))
    await service.settled()
  } finally {
    await server.comeBack()
  }
  await asked
  await archived()
  expect(await post(service, 'verify')).toMatchObject({ ...clean, events: 150 })
  await until(async () => (await ready()).archive.status === 'up')
})

test('with S3 suspended nothing hangs, and all is archived once when it resumes', async () => {
  await service.send(many(100, payment))
  server.pause()
  let asked: Promise<unknown> = Promise.resolve()
  try {
    asked = archiveAll(service)
    await service.send(many(50, (n) => payment(n, 2)))
    await until(async () => (await ready()).archive.status === 'down', 90_000)
  } finally {
    server.resume()
  }
  await asked
  await archived()
  expect(await post(service, 'verify')).toMatchObject({ ...clean, events: 150 })
})
