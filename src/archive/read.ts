import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import type { StoredEvent } from '../events/envelope.ts'
import { manifestFolders } from './layout.ts'
import { type ParquetManifest, type RawManifest, readParquetManifest, readRawManifest } from './manifest.ts'
import type { ArchiveStore } from './store.ts'

/** An event as a raw file has it. */
export type ArchivedEvent = StoredEvent & { readonly payload_hash: string }

/** @throws Error when there is no such object. */
export async function openObject(store: ArchiveStore, name: string): Promise<Readable> {
  const stream = await store.get(name)
  if (stream === undefined) throw new Error(`${name} is not in the archive`)
  return stream
}

/** The events of a raw file, one after the other. */
export async function* readEvents(compressed: Readable): AsyncGenerator<ArchivedEvent> {
  const bytes = createGunzip()
  compressed.on('error', (error) => bytes.destroy(error))
  try {
    for await (const line of linesOf(compressed.pipe(bytes))) yield JSON.parse(line)
  } finally {
    compressed.destroy()
  }
}

/** Lines that end with a line feed and nothing else: JSON may hold any other separator as it is. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

/** Names of all manifests of raw batches, oldest first. */
export const listBatches = (store: ArchiveStore) => store.list(manifestFolders.raw)

export const listRuns = (store: ArchiveStore) => store.list(manifestFolders.parquet)

export const readBatchManifest = async (store: ArchiveStore, name: string): Promise<RawManifest> =>
  readRawManifest(name, await text(await openObject(store, name)))

export const readRunManifest = async (store: ArchiveStore, name: string): Promise<ParquetManifest> =>
  readParquetManifest(name, await text(await openObject(store, name)))
