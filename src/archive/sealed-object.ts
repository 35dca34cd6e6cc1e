import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ArchiveStore } from './store.ts'

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** Objects of the store that are encrypted by a key of their own: without it they are erased, in every copy. */
export interface SealedObjects {
  /** Encrypts a stream as it comes and puts it. @returns how many bytes it had in the clear */
  put(name: string, key: Buffer, source: Readable): Promise<number>
  /** The object in the clear; undefined where there is none. It breaks off where its bytes are not those that were put. */
  get(name: string, key: Buffer): Promise<Readable | undefined>
  remove(name: string): Promise<void>
  list(folder: string): Promise<string[]>
}

export const openSealedObjects = (store: ArchiveStore, spoolFolder: string): SealedObjects => ({
  async put(name, key, source) {
    await mkdir(spoolFolder, { recursive: true })
    const path = join(spoolFolder, randomUUID())
    try {
      await pipeline(source, (clear: AsyncIterable<Buffer>) => encrypted(clear, key, name), createWriteStream(path))
      await store.put(name, path)
      return (await stat(path)).size - ivBytes - tagBytes
    } finally {
      await rm(path, { force: true })
    }
  },
  async get(name, key) {
    const source = await store.get(name)
    return source?.compose(decrypting(key, name)) as Readable | undefined
  },
  remove: store.remove,
  list: store.list,
})

/** iv, ciphertext, tag: AES-256-GCM, bound to the object's name. */
async function* encrypted(clear: AsyncIterable<Buffer>, key: Buffer, name: string): AsyncGenerator<Buffer> {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(name))
  yield iv
  for await (const chunk of clear) yield cipher.update(chunk)
  yield cipher.final()
  yield cipher.getAuthTag()
}

function decrypting(key: Buffer, name: string): Transform {
  let decipher: ReturnType<typeof createDecipheriv> | undefined
  let held = Buffer.alloc(0)
  return new Transform({
    transform(chunk: Buffer, _, done) {
      held = Buffer.concat([held, chunk])
      if (decipher === undefined && held.length >= ivBytes) {
        decipher = createDecipheriv(algorithm, key, held.subarray(0, ivBytes), { authTagLength: tagBytes })
        ;(decipher as unknown as { setAAD(bytes: Buffer): void }).setAAD(Buffer.from(name))
        held = held.subarray(ivBytes)
      }
      const ready = held.length - tagBytes
      if (decipher === undefined || ready <= 0) return done()
      const clear = decipher.update(held.subarray(0, ready))
      held = held.subarray(ready)
      done(null, clear)
    },
    flush(done) {
      try {
        if (decipher === undefined || held.length !== tagBytes) throw new Error('the object is cut off')
        ;(decipher as unknown as { setAuthTag(bytes: Buffer): void }).setAuthTag(held)
        done(null, decipher.final())
      } catch (error) {
        done(error as Error)
      }
    },
  })
}
