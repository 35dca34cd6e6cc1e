import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeyVersion, KeyVersions } from '../compliance/sealing.ts'

/** What a manifest ends with: which key authenticates it, and the HMAC-SHA-256 of its name and of all before. */
export interface Signature {
  readonly key: string
  readonly hmac: string
}

const idOf = ({ id }: KeyVersion) => id.toString('hex')

const hmacOf = ({ key }: KeyVersion, name: string, text: string) =>
  createHmac('sha256', key).update(`${name}\n`).update(text).digest('hex')

/** Signs a manifest's text, bound to the object's name: nothing of another name passes for it. */
export const sign = ({ current }: KeyVersions, name: string, text: string): Signature => ({
  key: idOf(current),
  hmac: hmacOf(current, name, text),
})

/** What is wrong with a signature; undefined where it holds. */
export function flawOfSignature(keys: KeyVersions, name: string, text: string, signature: Signature) {
  const version = [keys.current, ...keys.previous].find((it) => idOf(it) === signature.key)
  if (version === undefined) {
    return (
      `is signed with a key that this service does not have (${JSON.stringify(signature.key.slice(0, 32))}). ` +
      'POCM_MASTER_KEY_PREVIOUS names the master keys of before'
    )
  }
  const [made, found] = [Buffer.from(hmacOf(version, name, text)), Buffer.from(signature.hmac)]
  return made.length === found.length && timingSafeEqual(made, found)
    ? undefined
    : 'was changed: its signature is wrong'
}
