import { hkdfSync } from 'node:crypto'
import { readKeyFile } from './key-file.ts'
import type { KeyVersion, KeyVersions } from './sealing.ts'

/** A master key, as far as it is needed: its fingerprint, and what is derived from it. */
export interface MasterKey {
  /** Distinguishes master keys, and discloses nothing else about them. */
  readonly fingerprint: string
  derive(purpose: string): Buffer
}

/** The master keys of a process, and what is derived from them to seal with; a key never serves two ends. */
export interface Keys {
  readonly current: MasterKey
  /** Those of before, newest first: they open, and seal nothing. */
  readonly previous: readonly MasterKey[]
  /** Wraps the keys of persons and of the service. */
  readonly wrap: KeyVersions
  /** Seals what could not be taken, and so could not be sealed by person. */
  readonly letters: KeyVersions
  /** Seals the secrets by which webhooks are signed. */
  readonly webhooks: KeyVersions
}

export const purposes = ['wrap', 'letters', 'webhooks'] as const
export type Purpose = (typeof purposes)[number]

function masterKeyOf(master: Buffer): MasterKey {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, 'pocm-analytics', purpose, 32))
  return { derive, fingerprint: derive('fingerprint').toString('hex', 0, 16) }
}

/**
 * Derives the keys from 32-byte master keys: the one that is given (base64), else that of the data folder, which is
 * made where there is none yet, and those of before. Losing them loses every protected value.
 * @throws Error when a file is there and is not a key.
 */
export function openKeys(folder: string, given?: string, givenBefore: readonly string[] = []): Keys {
  const file =
    given === undefined ? readKeyFile(folder) : { current: Buffer.from(given, 'base64'), previous: undefined }
  const before = [...(file.previous === undefined ? [] : [file.previous]), ...givenBefore.map(bytesOf)]
  const current = masterKeyOf(file.current)
  const previous = before.map(masterKeyOf).filter(({ fingerprint }) => fingerprint !== current.fingerprint)
  const versions = (purpose: Purpose): KeyVersions => {
    const [first, ...rest] = [current, ...previous].map((it) => versionOf(it, purpose)) as [KeyVersion, ...KeyVersion[]]
    return { current: first, previous: rest }
  }
  return { current, previous, wrap: versions('wrap'), letters: versions('letters'), webhooks: versions('webhooks') }
}

const bytesOf = (text: string) => Buffer.from(text, 'base64')

const versionOf = (master: MasterKey, purpose: Purpose): KeyVersion => ({
  id: Buffer.from(master.fingerprint, 'hex'),
  key: master.derive(purpose),
})
