import { hkdfSync } from 'node:crypto'
import { EncryptJWT, errors, jwtDecrypt } from 'jose'
import type { PendingSignIn } from './oidc.ts'

/** How long a person may take to sign in at their provider. */
export const pendingSeconds = 600

export interface PendingSignIns {
  /** An opaque text for a cookie. */
  seal(pending: PendingSignIn): Promise<string>
  /** Undefined for a text that is not ours, was changed, or is too old. */
  open(text: string): Promise<PendingSignIn | undefined>
}

/** Keeps sign-ins that were begun with the browser that began them, so that any process can finish them. */
export function openPendingSignIns(sessionKey: Buffer): PendingSignIns {
  const key = Buffer.from(hkdfSync('sha256', sessionKey, '', 'pending sign-in', 32))
  return {
    seal: (pending) =>
      new EncryptJWT({ pending })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setIssuedAt()
        .setExpirationTime(`${pendingSeconds}s`)
        .encrypt(key),
    async open(text) {
      try {
        return (await jwtDecrypt(text, key)).payload.pending as PendingSignIn
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined
        throw error
      }
    },
  }
}
