import { randomUUID } from 'node:crypto'

/**
 * A UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then chance. Node hands out random UUIDs from a store
 * of them, which is several times as fast as asking the system for the bits of each.
 */
export function uuidV7(now: number): string {
  const milliseconds = now.toString(16).padStart(12, '0')
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${randomUUID().slice(15)}`
}
