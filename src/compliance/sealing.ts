import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16
const idBytes = 8
const format = 1

/** One version of a key; `id` distinguishes versions and discloses nothing else about them. */
export interface KeyVersion {
  readonly id: Buffer
  readonly key: Buffer
}

/** A key that has versions: values are sealed by `current` and opened by the one that they name. */
export interface KeyVersions {
  readonly current: KeyVersion
  readonly previous: readonly KeyVersion[]
}

/** What seals: a key of its own, or versions of one that is derived from the master key. */
export type SealingKey = Buffer | KeyVersions

/** What begins every value that this version sealed. */
export const versionMark = ({ id }: KeyVersion): Buffer => Buffer.concat([Buffer.of(format), id.subarray(0, idBytes)])

/**
 * Encrypts with AES-256-GCM: iv, tag, ciphertext, behind the version's mark where the key has versions. `bound` must be
 * the same to open it: it ties a value to its place.
 */
export function seal(key: SealingKey, plain: Buffer, bound: string): Buffer {
  if (Buffer.isBuffer(key)) return encrypt(key, plain, bound)
  return Buffer.concat([versionMark(key.current), encrypt(key.current.key, plain, bound)])
}

/**
 * Opens what `seal` made, also what was sealed before keys had versions.
 * @throws Error when key, place or bytes are not those that it was sealed with.
 */
export function unseal(key: SealingKey, sealed: Buffer, bound: string): Buffer {
  if (Buffer.isBuffer(key)) return decrypt(key, sealed, bound)
  const versions = [key.current, ...key.previous]
  const named = versions.find((it) => sealed.subarray(0, idBytes + 1).equals(versionMark(it)))
  if (named !== undefined) return decrypt(named.key, sealed.subarray(idBytes + 1), bound)
  for (const version of versions) {
    try {
      return decrypt(version.key, sealed, bound)
    } catch {
      // It was not this version: the tag of GCM does not match.
    }
  }
  throw new Error(
    'A value was sealed with a master key that this process does not have, or was changed. ' +
      'POCM_MASTER_KEY_PREVIOUS names the keys of before',
  )
}

function encrypt(key: Buffer, plain: Buffer, bound: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(bound))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}

function decrypt(key: Buffer, sealed: Buffer, bound: string): Buffer {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(bound)).setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()])
}
