import type { Readable } from 'node:stream'
import { maxManifestBytes } from './bounds.ts'
import { manifestFolders } from './layout.ts'
import {
  type ParquetManifest,
  type RawManifest,
  type Read,
  readParquetManifest,
  readRawManifest,
  type Trust,
} from './manifest.ts'
import type { ArchiveStore } from './store.ts'

/** Names of all manifests of raw batches, oldest first. */
export const listBatches = (store: ArchiveStore) => store.list(manifestFolders.raw)

export const listRuns = (store: ArchiveStore) => store.list(manifestFolders.parquet)

export const readBatchManifest = (store: ArchiveStore, name: string, trust: Trust): Promise<Read<RawManifest>> =>
  read(store, name, (text) => readRawManifest(name, text, trust))

export const readRunManifest = (store: ArchiveStore, name: string, trust: Trust): Promise<Read<ParquetManifest>> =>
  read(store, name, (text) => readParquetManifest(name, text, trust))

async function read<T>(store: ArchiveStore, name: string, act: (text: string) => Read<T>): Promise<Read<T>> {
  const source = await store.get(name)
  if (source === undefined) return { problem: 'is missing' }
  const text = await textWithin(source, maxManifestBytes)
  return text === undefined ? { problem: `has more than ${maxManifestBytes} bytes` } : act(text)
}

/** The text of a stream; undefined where it is longer, and then no more of it is read. */
async function textWithin(source: Readable, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of source) {
    bytes += (chunk as Buffer).length
    if (bytes > most) return undefined
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}
