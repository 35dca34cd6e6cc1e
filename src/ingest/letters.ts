import { randomUUID } from 'node:crypto'
import type { Message } from '@platformatic/kafka'
import { type SealingKey, seal, unseal } from '../compliance/sealing.ts'
import type { Database } from '../ledger/database.ts'
import { keepLetters, type NewLetter, type StoredLetter } from '../ledger/dead-letters.ts'
import type { Refused } from '../ledger/set-aside.ts'
import { headersOf } from '../log/kafka/message.ts'
import type { Flaw } from './outcome.ts'

/** Keeps what cannot be taken, with its original bytes, until somebody mends it. */
export interface Letters {
  /** Durable when the promise resolves; a message that is there already counts one more try. */
  keep(dead: readonly DeadMessage[]): Promise<void>
  /** Keeps events of the ledger that a consumer of its log set aside, by their place in the log. */
  keepRefused(consumer: string, refused: readonly Refused[]): Promise<void>
  /** The original bytes of a letter. */
  open(letter: StoredLetter): Buffer
}

export interface DeadMessage {
  readonly message: Message
  /** Whose it is; undefined where nobody can tell. */
  readonly tenantId: string | undefined
  readonly cause: string
  readonly flaws: readonly Flaw[]
}

const shownFlaws = 20

/** @param operator the tenant that is shown what belongs to nobody */
export function openLetters(db: Database, key: SealingKey, operator: string): Letters {
  const letterOf = ({ message, tenantId, cause, flaws }: DeadMessage): NewLetter => {
    const id = randomUUID()
    const { type, producer } = glance(message.value)
    return {
      ...{ id, cause, type, producer },
      tenant_id: tenantId ?? operator,
      detail: flaws.slice(0, shownFlaws),
      sealed: seal(key, message.value ?? Buffer.alloc(0), placeOf(message)),
      headers: Object.fromEntries(headersOf(message)),
      ...{ topic: message.topic, partition: message.partition, offset: String(message.offset) },
      written_at: new Date(Number(message.timestamp)).toISOString(),
    }
  }
  const refusedLetterOf = (consumer: string, { logged: { event, position }, cause }: Refused): NewLetter => {
    const place = { topic: `ledger.${consumer}`, partition: 0, offset: position }
    return {
      ...{ id: randomUUID(), cause, type: event.type, producer: event.producer, tenant_id: event.tenant_id },
      ...{ detail: [], sealed: seal(key, Buffer.from(JSON.stringify(event)), placeOf(place)), headers: {} },
      ...place,
      written_at: event.received_at,
    }
  }
  return {
    keepRefused: (consumer, refused) =>
      keepLetters(
        db,
        refused.map((it) => refusedLetterOf(consumer, it)),
      ),
    keep: (dead) => keepLetters(db, dead.map(letterOf)),
    open: (letter) => unseal(key, letter.sealed, placeOf(letter)),
  }
}

const placeOf = ({ topic, partition, offset }: { topic: string; partition: number; offset: bigint | string }) =>
  `${topic}/${partition}/${offset}`

/** What a message says of itself, as far as it can be read; for grouping, nothing depends on it. */
function glance(value: Buffer | null | undefined): { type: string | null; producer: string | null } {
  const short = (it: unknown) => (typeof it === 'string' && it.length <= 100 ? it.replaceAll('\u0000', '') : null)
  try {
    const parsed = JSON.parse(value?.toString() ?? '')
    return { type: short(parsed?.type), producer: short(parsed?.producer ?? parsed?.source) }
  } catch {
    return { type: null, producer: null }
  }
}
