import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What each derived key is for; a key never serves two ends. */
export interface Keys {
  /** Hashes payloads, so that a hash tells nothing to one who guesses at what was hashed. */
  readonly payload: KeyObject
  /** Wraps the keys of persons. */
  readonly wrap: Buffer
  /** Seals what could not be taken, and so could not be sealed by person. */
  readonly letters: Buffer
  /** Seals the secrets by which webhooks are signed. */
  readonly webhooks: Buffer
  /** Signs dashboard sessions. */
  readonly session: Buffer
  /** Tells master keys apart, and nothing else about them. */
  readonly fingerprint: string
}

const derive = (master: Buffer, purpose: string) =>
  Buffer.from(hkdfSync('sha256', master, 'pocm-analytics', purpose, 32))

/**
 * Derives the keys from the 32-byte master key: the one that is given (base64), else that of the data folder, which is
 * made where there is none yet. Losing it loses every protected value.
 * @throws Error when the file is there and is not a key.
 */
export function openKeys(folder: string, given?: string): Keys {
  const path = join(folder, 'master.key')
  const master = given === undefined ? readOrMake(path) : Buffer.from(given, 'base64')
  if (master.length !== 32) throw new Error(`${path} does not hold a master key of 32 bytes`)
  return {
    payload: createSecretKey(derive(master, 'payload')),
    wrap: derive(master, 'wrap'),
    letters: derive(master, 'letters'),
    webhooks: derive(master, 'webhooks'),
    session: derive(master, 'session'),
    fingerprint: derive(master, 'fingerprint').toString('hex', 0, 16),
  }
}

function readOrMake(path: string): Buffer {
  try {
    return Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error
  }
  const made = randomBytes(32)
  // Under another name first: a kill must not leave a key that is half written, and no power cut may take it.
  const making = `${path}.new`
  withFile(making, 'w', (file) => {
    writeSync(file, `${made.toString('base64')}\n`)
    fsyncSync(file)
  })
  renameSync(making, path)
  withFile(dirname(path), 'r', fsyncSync)
  return made
}

function withFile(path: string, flags: string, act: (file: number) => void): void {
  const file = openSync(path, flags, 0o600)
  try {
    act(file)
  } finally {
    closeSync(file)
  }
}
