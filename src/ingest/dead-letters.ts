import { createHmac, randomUUID } from 'node:crypto'
import type { Message } from '@platformatic/kafka'
import type { Person, PersonKeys } from '../compliance/person-keys.ts'
import { type SealingKey, seal, unseal } from '../compliance/sealing.ts'
import type { Catalogue } from '../events/catalogue.ts'
import {
  keepLetters,
  type LetterFilters,
  type NewLetter,
  type SealedFacts,
  type StoredLetter,
  sealOld,
  unsealedLetters,
} from '../ledger/dead-letters.ts'
import type { Refused } from '../ledger/set-aside.ts'
import { headersOf } from '../log/kafka/message.ts'
import type { Database } from '../postgres/pool.ts'
import { openKeptFlaws } from './kept-flaws.ts'
import type { Flaw } from './outcome.ts'

/** Keeps what cannot be taken, with its original bytes, until it is mended. All that a client wrote is sealed. */
export interface Letters {
  /** Durable when the promise resolves; a message that is there already counts one more try. */
  keep(dead: readonly DeadMessage[]): Promise<void>
  /** Keeps events of the ledger that a consumer of its log set aside, by their place in the log. */
  keepRefused(consumer: string, refused: readonly Refused[]): Promise<void>
  /** The original bytes of a letter; undefined where the key of its person was destroyed. */
  open(letter: StoredLetter): Promise<Buffer | undefined>
  /** What its message says beside them; nothing where that key was destroyed. */
  facts(letter: SealedFacts): Promise<LetterFacts>
  /** Filters as the letters are stored: a producer, and a type that is not declared, by their tokens. */
  stored(tenantId: string, filters: LetterFilters): LetterFilters
  /** What may be kept of flaws in the clear. */
  kept(flaws: readonly Flaw[]): Flaw[]
  /** Seals what an earlier release kept in the clear; a repeat continues. @returns how many letters that were */
  sealOld(): Promise<number>
}

export interface LetterFacts {
  readonly headers: Readonly<Record<string, string>>
  readonly type: string | null
  readonly producer: string | null
}

export interface DeadMessage {
  readonly message: Message
  /** The tenant of the letter; undefined where it is not known. */
  readonly tenantId: string | undefined
  readonly cause: string
  readonly flaws: readonly Flaw[]
}

export interface LetterDeps {
  readonly db: Database
  readonly catalogue: Catalogue
  /** Seals letters whose person is not known. */
  readonly key: SealingKey
  /** Makes tokens of what letters are grouped by. */
  readonly tokenKey: Buffer
  readonly persons: PersonKeys
  /** An id as the ledger has it, which may be a pseudonym. */
  readonly storedId: (tenantId: string, id: string) => Promise<string>
  /** The tenant that is shown what belongs to none. */
  readonly operator: string
}

type Place = { topic: string; partition: number; offset: bigint | string }
/** Milliseconds since 1970 as a producer chose them, as near as PostgreSQL and a Date can say. */
const writtenAt = (timestamp: bigint): string =>
  new Date(Math.min(Math.max(Number(timestamp), 0), Date.UTC(9999, 0))).toISOString()
const placeOf = ({ topic, partition, offset }: Place) => `${topic}/${partition}/${offset}`
const nothing: LetterFacts = { headers: {}, type: null, producer: null }
const oldPage = 200

export function openLetters(deps: LetterDeps): Letters {
  const { db, catalogue, key, persons, operator } = deps
  const kept = openKeptFlaws(catalogue)
  const tokenOf = (tenantId: string, text: string) =>
    `t_${createHmac('sha256', deps.tokenKey)
      .update(JSON.stringify([tenantId, text]))
      .digest('hex')
      .slice(0, 32)}`
  const typeOf = (tenantId: string, type: string | null) =>
    type === null || catalogue.has(type) ? type : tokenOf(tenantId, type)
  const producerOf = (tenantId: string, producer: string | null) => producer && tokenOf(tenantId, producer)

  const keyOf = async (person: Person | undefined): Promise<SealingKey> =>
    person === undefined ? key : ((await persons.ensure([person]))[0] as Buffer)

  /** The one function by which anything of a letter is kept. */
  async function sealed(place: Place, tenantId: string, facts: LetterFacts, body: Buffer | undefined, id?: string) {
    const person = id === undefined ? undefined : { tenantId, person: await deps.storedId(tenantId, id) }
    const own = await keyOf(person)
    const at = placeOf(place)
    return {
      sealed: body && seal(own, body, at),
      sealed_facts: seal(own, Buffer.from(JSON.stringify(facts)), `${at}/facts`),
      sealed_person: person === undefined ? null : seal(key, Buffer.from(person.person), `${at}/person`),
      type: typeOf(tenantId, facts.type),
      producer: producerOf(tenantId, facts.producer),
    }
  }

  async function letterOf({ message, tenantId, cause, flaws }: DeadMessage): Promise<NewLetter> {
    // Of a person who was erased nothing is kept but that there was something.
    const isErased = cause === 'erased'
    const { type, producer, person } = glance(isErased ? undefined : message.value)
    const facts = { headers: isErased ? {} : Object.fromEntries(headersOf(message)), type, producer }
    const tenant = tenantId ?? operator
    const body = (isErased ? undefined : message.value) ?? Buffer.alloc(0)
    // Who belongs to no tenant has no key: nothing that a stranger writes makes rows of persons.
    const anew = await sealed(message, tenant, facts, body, tenantId === undefined ? undefined : person)
    return {
      ...anew,
      sealed: anew.sealed as Buffer,
      ...{ id: randomUUID(), cause, tenant_id: tenant, detail: kept(flaws), headers: {} },
      ...{ topic: message.topic, partition: message.partition, offset: String(message.offset) },
      written_at: writtenAt(message.timestamp),
    }
  }

  async function refusedLetterOf(consumer: string, { logged, cause }: Refused): Promise<NewLetter> {
    const { event, position } = logged
    const place = { topic: `ledger.${consumer}`, partition: 0, offset: position }
    const facts = { headers: {}, type: event.type, producer: event.producer }
    const person = event.user_id ?? event.device_id ?? undefined
    const anew = await sealed(place, event.tenant_id, facts, Buffer.from(JSON.stringify(event)), person)
    return {
      ...anew,
      sealed: anew.sealed as Buffer,
      ...{ id: randomUUID(), cause, tenant_id: event.tenant_id, detail: [], headers: {} },
      ...place,
      written_at: event.received_at,
    }
  }

  /** The key of a letter, or undefined when it was destroyed. */
  async function keyOfLetter(letter: SealedFacts): Promise<SealingKey | undefined> {
    if (letter.sealed_person === null) return key
    const person = unseal(key, letter.sealed_person, `${placeOf(letter)}/person`).toString()
    return persons.find({ tenantId: letter.tenant_id, person })
  }

  return {
    kept,
    keep: async (dead) => keepLetters(db, await Promise.all(dead.map(letterOf))),
    keepRefused: async (consumer, refused) =>
      keepLetters(db, await Promise.all(refused.map((it) => refusedLetterOf(consumer, it)))),
    async open(letter) {
      const own = await keyOfLetter(letter)
      return own && unseal(own, letter.sealed, placeOf(letter))
    },
    async facts(letter) {
      const own = await keyOfLetter(letter)
      if (own === undefined || letter.sealed_facts === null) return nothing
      return JSON.parse(unseal(own, letter.sealed_facts, `${placeOf(letter)}/facts`).toString())
    },
    stored: (tenantId, { type, producer, ...rest }) => ({
      ...rest,
      type: type === undefined ? undefined : (typeOf(tenantId, type) ?? undefined),
      producer: producer === undefined ? undefined : (producerOf(tenantId, producer) ?? undefined),
    }),
    async sealOld() {
      for (let count = 0; ; ) {
        const letters = await unsealedLetters(db, oldPage)
        if (letters.length === 0) return count
        for (const { id, headers, type, producer, detail, ...letter } of letters) {
          const { sealed: _, ...anew } = await sealed(letter, letter.tenant_id, { headers, type, producer }, undefined)
          await sealOld(db, id, { ...anew, detail: kept(detail) })
          count += 1
        }
      }
    },
  }
}

const mostIdLength = 200

/** What a message says of itself, as far as it can be read; for grouping and for the key, nothing else depends on it. */
function glance(value: Buffer | null | undefined): {
  type: string | null
  producer: string | null
  person: string | undefined
} {
  const short = (it: unknown, most = 100) =>
    typeof it === 'string' && it !== '' && it.length <= most && it.isWellFormed() ? it.replaceAll('\u0000', '') : null
  try {
    const parsed = JSON.parse(value?.toString() ?? '')
    const ids = [parsed?.user_id, parsed?.data?.user_id, parsed?.device_id, parsed?.data?.device_id]
    const person = ids.map((it) => short(it, mostIdLength)).find((it) => it !== null && it !== '')
    return {
      type: short(parsed?.type),
      producer: short(parsed?.producer ?? parsed?.source),
      person: person ?? undefined,
    }
  } catch {
    return { type: null, producer: null, person: undefined }
  }
}
