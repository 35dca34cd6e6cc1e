import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListBucketsCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { freePort, givenServer, type Server, startServer } from './server.ts'
import { versitygw } from './versitygw.ts'

export interface S3Server extends Server {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** A new, empty bucket on this server. @returns the settings that put a service on it */
  createBucket(): Promise<S3Settings>
  /** A client with all permissions; its caller destroys it. */
  client(): S3Client
}

export type S3Settings = Record<'S3_ENDPOINT' | 'S3_BUCKET' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY', string>

/** Starts an S3 server of its own, which checks signatures, on a free port and in a temporary folder. */
export async function startS3(): Promise<S3Server> {
  const given = process.env.POCM_TEST_S3_ENDPOINT
  if (given !== undefined) {
    const keys = {
      accessKeyId: process.env.POCM_TEST_S3_ACCESS_KEY_ID ?? '',
      secretAccessKey: process.env.POCM_TEST_S3_SECRET_ACCESS_KEY ?? '',
    }
    const ours = openBuckets(given, keys)
    return Object.assign(givenServer('S3', 'POCM_TEST_S3_ENDPOINT', ours.drop), ours)
  }
  const program = await versitygw()
  const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-s3-'))
  const [objects, metadata] = [join(folder, 'objects'), join(folder, 'metadata')]
  await Promise.all([mkdir(objects), mkdir(metadata)])
  const port = await freePort()
  const keys = { accessKeyId: 'pocm', secretAccessKey: 'a secret that only tests know' }
  const ours = openBuckets(`http://127.0.0.1:${port}`, keys)
  const server = await startServer({
    name: 'S3',
    command: program,
    // Metadata lie beside the objects, since not every file system has extended attributes for them.
    args: ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', '--sidecar', metadata, objects],
    cwd: folder,
    env: { ROOT_ACCESS_KEY: keys.accessKeyId, ROOT_SECRET_KEY: keys.secretAccessKey },
    ask: () => withClient(ours.client(), (client) => client.send(new ListBucketsCommand())),
  })
  return Object.assign(server, ours, {
    async stop() {
      await server.goAway()
      await rm(folder, { recursive: true, force: true })
    },
  })
}

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

function openBuckets(endpoint: string, keys: Keys) {
  const made: string[] = []
  const client = () =>
    new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: keys, maxAttempts: 1 })
  return {
    endpoint,
    ...keys,
    client,
    async createBucket(): Promise<S3Settings> {
      const bucket = `pocm-test-${process.pid}-${Date.now()}-${made.length}`
      made.push(bucket)
      await withClient(client(), (it) => it.send(new CreateBucketCommand({ Bucket: bucket })))
      return {
        S3_ENDPOINT: endpoint,
        S3_BUCKET: bucket,
        S3_ACCESS_KEY_ID: keys.accessKeyId,
        S3_SECRET_ACCESS_KEY: keys.secretAccessKey,
      }
    },
    /** Removes the buckets that were made here, with what is in them. */
    drop: () =>
      withClient(client(), async (it) => {
        for (const Bucket of made) {
          for await (const { Contents = [] } of paginateListObjectsV2({ client: it }, { Bucket })) {
            const Objects = Contents.map(({ Key }) => ({ Key }))
            if (Objects.length > 0) await it.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
          }
          await it.send(new DeleteBucketCommand({ Bucket }))
        }
      }),
  }
}

const withClient = <T>(client: S3Client, act: (client: S3Client) => Promise<T>): Promise<T> =>
  act(client).finally(() => client.destroy())
