import { createHash, hash as digest, type KeyObject } from 'node:crypto'

/** Bytes of a block of SHA-256, and of its digest. */
const [blockBytes, digestBytes] = [64, 32]
/** Texts up to so many bytes are put behind the key in memory that is kept. */
const keptBytes = 64 * 1024

const byKey = new WeakMap<KeyObject, (text: string) => Buffer>()

/**
 * HMAC-SHA-256 of a text in UTF-8; 32 bytes. By its definition (RFC 2104) and two hashes in one call each: `createHmac` makes an
 * object for each text, which costs more than the hashing of an event does.
 */
export function hmacSha256(key: KeyObject, text: string): Buffer {
  const known = byKey.get(key)
  if (known !== undefined) return known(text)
  const opened = openHmac(key.export())
  byKey.set(key, opened)
  return opened(text)
}

function openHmac(key: Buffer): (text: string) => Buffer {
  const block = Buffer.alloc(blockBytes)
  if (key.length > blockBytes) createHash('sha256').update(key).digest().copy(block)
  else key.copy(block)
  const inner = Buffer.alloc(blockBytes + keptBytes)
  const outer = Buffer.alloc(blockBytes + digestBytes)
  for (const [at, byte] of block.entries()) {
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
  const innerHash = (text: string): Buffer => {
    // A UTF-16 unit is three bytes at the most.
    if (text.length * 3 > keptBytes)
      return digest('sha256', Buffer.concat([inner.subarray(0, blockBytes), Buffer.from(text)]), 'buffer')
    return digest('sha256', inner.subarray(0, blockBytes + inner.write(text, blockBytes)), 'buffer')
  }
  return (text) => {
    innerHash(text).copy(outer, blockBytes)
    return digest('sha256', outer, 'buffer')
  }
}
