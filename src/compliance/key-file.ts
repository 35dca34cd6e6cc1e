import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The master keys that a data folder holds: the one of now, and the one of before while a change is under way. */
export interface KeyFile {
  readonly current: Buffer
  readonly previous: Buffer | undefined
}

const pathOf = (folder: string) => join(folder, 'master.key')
const previousOf = (folder: string) => join(folder, 'master.key.previous')

/** Reads the folder's keys; the first is made where there is none. @throws Error when a file is there and is no key. */
export function readKeyFile(folder: string): KeyFile {
  const path = pathOf(folder)
  if (!existsSync(path)) writeKey(path, randomBytes(32))
  const current = readKey(path)
  if (!existsSync(previousOf(folder))) return { current, previous: undefined }
  const previous = readKey(previousOf(folder))
  return { current, previous: previous.equals(current) ? undefined : previous }
}

/**
 * Puts a new key into the folder and keeps the one of before beside it. Where a change was begun already, that
 * one is continued. A kill at any moment leaves every key readable that something may be sealed with.
 */
export function replaceKeyFile(folder: string): KeyFile {
  const { current, previous } = readKeyFile(folder)
  if (previous !== undefined) return { current, previous }
  writeKey(previousOf(folder), current)
  writeKey(pathOf(folder), randomBytes(32))
  return readKeyFile(folder)
}

/** Forgets the key of before: nothing is sealed with it any more. */
export function dropPreviousKey(folder: string): void {
  rmSync(previousOf(folder), { force: true })
  withFile(folder, 'r', fsyncSync)
}

function readKey(path: string): Buffer {
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new Error(`${path} does not hold a master key of 32 bytes`)
  return key
}

function writeKey(path: string, key: Buffer): void {
  // Under another name first: a kill must not leave a key that is half written, and no power cut may take it.
  const making = `${path}.new`
  withFile(making, 'w', (file) => {
    writeSync(file, `${key.toString('base64')}\n`)
    fsyncSync(file)
  })
  renameSync(making, path)
  withFile(dirname(path), 'r', fsyncSync)
}

function withFile(path: string, flags: string, act: (file: number) => void): void {
  const file = openSync(path, flags, 0o600)
  try {
    act(file)
  } finally {
    closeSync(file)
  }
}
