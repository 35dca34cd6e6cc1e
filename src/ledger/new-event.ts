import type { StoredEvent } from '../events/envelope.ts'

/** An event to append, with the keyed hash of what its sender said. */
export interface NewEvent {
  readonly event: StoredEvent
  /** 32 bytes. The same key with another hash is a conflict. */
  readonly payloadHash: Buffer
  /** A bound of the bytes of its JSON before it was sealed, where one is known. */
  readonly mostBytes?: number
}
