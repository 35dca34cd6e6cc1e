import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  decodeProtectedHeader,
  errors,
  exportJWK,
  type JWK,
} from 'jose'

/** Signs what has to be checked outside of the service. */
export interface Signer {
  /** The public keys, as `GET /.well-known/jwks.json` shows them. */
  readonly jwks: { readonly keys: readonly JWK[] }
  /** A compact JWS over bytes. @param typ what it is, in its header */
  sign(payload: Uint8Array, typ: string): Promise<string>
  /** The payload of a JWS that this service signed as `typ`; undefined for any other text. */
  open(jws: string, typ: string): Promise<Uint8Array | undefined>
}

/** An Ed25519 private key is a seed of 32 bytes behind this header (RFC 8410). */
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Ed25519 from a seed of the service's own; the same seed gives the same key and the same `kid`. */
export async function openSigner(seed: Buffer): Promise<Signer> {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Header, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key)
  const { jwk, kid } = await publicJwk(publicKey)
  return {
    jwks: { keys: [jwk] },
    sign: (payload, typ) => new CompactSign(payload).setProtectedHeader({ alg: 'EdDSA', kid, typ, jwk }).sign(key),
    open: (jws, typ) => openJws(jws, typ, publicKey),
  }
}

async function publicJwk(key: KeyObject): Promise<{ jwk: JWK; kid: string }> {
  const bare = await exportJWK(key)
  const kid = await calculateJwkThumbprint(bare)
  return { jwk: { ...bare, kid, alg: 'EdDSA', use: 'sig' }, kid }
}

/** The payload of a JWS that this key signed as `typ`; undefined for any other text. */
export async function openJws(jws: string, typ: string, key: KeyObject | JWK): Promise<Uint8Array | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws, key as KeyObject, { algorithms: ['EdDSA'] })
    return protectedHeader.typ === typ ? payload : undefined
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

/** The public key that a JWS names as its own, which says nothing of who holds it. @returns undefined where it names none */
export async function keyNamedBy(jws: string): Promise<JWK | undefined> {
  try {
    const { jwk } = decodeProtectedHeader(jws)
    return jwk?.kty === 'OKP' && jwk.crv === 'Ed25519' ? { ...jwk, kid: await calculateJwkThumbprint(jwk) } : undefined
  } catch (error) {
    if (error instanceof TypeError || error instanceof errors.JOSEError) return undefined
    throw error
  }
}
