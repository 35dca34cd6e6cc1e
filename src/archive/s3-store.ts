import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { Breaker } from '../platform/breaker.ts'
import type { S3Config } from '../platform/config.ts'
import { Failure } from '../platform/errors.ts'
import { type ArchiveStore, ObjectRefused } from './store.ts'

/** A server that is stopped takes the connection and says nothing: it must answer within this, and go on within this. */
const silenceMs = 20_000

/** What S3 says to an object that it does not take; other refusals are of the bucket, the credentials or the way there. */
const refusals = new Set(['EntityTooLarge', 'KeyTooLong', 'KeyTooLongError', 'InvalidObjectName', 'InvalidURI'])
const isRefusal = (error: unknown) => error instanceof S3ServiceException && refusals.has(error.name)

/** An answer below 500 was given by a server that is there; 429 and 503 are its words for "too much". */
const isAway = (error: unknown) => {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  return status === undefined || status >= 500 || status === 429
}

type Versions = Pick<ListObjectVersionsCommandOutput, 'Versions' | 'DeleteMarkers'>

function unavailable(cause: unknown): Failure {
  const name = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return new Failure('archive_unavailable', `S3 says ${name}`, {}, { cause })
}

/** An archive in a bucket of S3, or of a server that speaks its protocol. The bucket must be there. */
export function openS3Store({ endpoint, bucket, region, credentials }: S3Config, breaker: Breaker): ArchiveStore {
  const client = new S3Client({
    endpoint,
    region,
    ...(credentials === undefined ? {} : { credentials }),
    forcePathStyle: true,
    // Checksums as trailers of a chunked body are new to the protocol and unknown to many servers; the manifest has ours.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Whatever it would write to the console is thrown as well.
    logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    requestHandler: { connectionTimeout: 5_000, socketTimeout: silenceMs },
  })
  const Bucket = bucket
  const head = () => client.send(new HeadBucketCommand({ Bucket }), { abortSignal: AbortSignal.timeout(2_000) })
  const guard = breaker.guard({ counts: isAway, refuse: unavailable, probe: head })
  const ask = <T>(act: () => Promise<T>): Promise<T> =>
    guard(act).catch((error) => {
      if (isRefusal(error)) throw new ObjectRefused(`S3 says ${error.name}`, { cause: error })
      throw error instanceof Failure ? error : unavailable(error)
    })

  return {
    place: `s3://${bucket}`,
    check: () => ask(head),
    async put(name, file) {
      const { size } = await stat(file)
      await ask(() =>
        client.send(new PutObjectCommand({ Bucket, Key: name, Body: createReadStream(file), ContentLength: size })),
      )
    },
    get: (name) =>
      ask(async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: name }))
          return Readable.from(named(Body as Readable))
        } catch (error) {
          if (error instanceof NoSuchKey) return undefined
          throw error
        }
      }),
    async remove(name) {
      await ask(() => client.send(new DeleteObjectCommand({ Bucket, Key: name })))
      // In a bucket with versions that only hides it.
      const { Versions = [], DeleteMarkers = [] } = await ask(() =>
        client.send(new ListObjectVersionsCommand({ Bucket, Prefix: name })).catch((error): Versions => {
          // Servers that keep no versions need not know the call.
          if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 501) return {}
          throw error
        }),
      )
      for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
        if (Key === name && VersionId !== undefined && VersionId !== 'null') {
          await ask(() => client.send(new DeleteObjectCommand({ Bucket, Key, VersionId })))
        }
      }
    },
    async list(prefix) {
      const names: string[] = []
      let token: string | undefined
      do {
        const input = { Bucket, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) }
        const page = await ask(() => client.send(new ListObjectsV2Command(input)))
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) names.push(Key)
        token = page.NextContinuationToken
      } while (token !== undefined)
      return names.sort()
    },
    close: () => client.destroy(),
  }
}

/** A body whose connection breaks ends with a failure that we name. */
async function* named(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body
  } catch (error) {
    throw unavailable(error)
  }
}
