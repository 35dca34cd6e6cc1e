import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type S3Server, startS3 } from './s3.ts'

let server: S3Server
beforeAll(async () => {
  server = await startS3()
}, 900_000)
afterAll(() => server.stop())

function open(): S3Client {
  const client = server.client()
  onTestFinished(() => client.destroy())
  return client
}

test('what was stored is there, also after a kill', async () => {
  const client = open()
  const { S3_BUCKET: Bucket } = await server.createBucket()
  await client.send(new PutObjectCommand({ Bucket, Key: 'a/b.txt', Body: 'hello' }))
  await server.goAway()
  await expect(client.send(new ListBucketsCommand())).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await server.comeBack()
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'a/b.txt' }))
  expect(await Body?.transformToString()).toBe('hello')
})

test('an object is made only where there is none, if so asked', async () => {
  const client = open()
  const { S3_BUCKET: Bucket } = await server.createBucket()
  const put = () => client.send(new PutObjectCommand({ Bucket, Key: 'once', Body: 'x', IfNoneMatch: '*' }))
  await put()
  await expect(put()).rejects.toMatchObject({ name: 'PreconditionFailed' })
})

test('who signs with another secret is refused', async () => {
  const credentials = { accessKeyId: server.accessKeyId, secretAccessKey: 'another' }
  const stranger = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  onTestFinished(() => stranger.destroy())
  await expect(stranger.send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
})
