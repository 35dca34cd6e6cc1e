import { deflateSync, inflateSync } from 'node:zlib'
import type { Catalogue } from '../events/catalogue.ts'
import type { ShownEvent, StoredEvent } from '../events/envelope.ts'
import {
  asideName,
  isCiphertext,
  isPseudonym,
  isReserved,
  mask,
  pseudonymOf,
  shownText,
  withoutToken,
  withToken,
} from '../platform/sealed-text.ts'
import { compileLabels, type Labels } from './labels.ts'
import { closed, type OpennessOf } from './openness.ts'
import type { Person, PersonKeys } from './person-keys.ts'
import { isPersonalId, judge } from './personal-content.ts'
import { seal, unseal } from './sealing.ts'
import type { TenantSecrets } from './tenant-secrets.ts'
import { isObject, type Json, replaceAt, replaceTexts } from './texts.ts'
import { type Openness, type Sink, type Token, walkFields } from './walk.ts'

export { mask } from '../platform/sealed-text.ts'

const mark = 'sealed:v1:'

/** Envelope fields that may turn out to be an e-mail address or a telephone number. */
const ids = [
  ...['user_id', 'session_id', 'device_id', 'order_id'],
  ...['idempotency_key', 'producer', 'source_service'],
] as const
type IdName = 'user_id' | 'session_id' | 'device_id' | 'order_id' | 'idempotency_key' | 'producer' | 'source_service'

/** Whose data it is: the user's, else the device's wearer's, else only this event's. */
const personOf = (event: StoredEvent): Person => ({
  tenantId: event.tenant_id,
  person: event.user_id ?? event.device_id ?? event.id,
})

/** Top-level fields of `data` go by their name alone, as they did when nothing else was sealed. */
const placeOf = (event: StoredEvent, pointer: string) =>
  `${event.tenant_id}/${event.id}/${pointer.startsWith('/data/') ? pointer.slice(6) : `~${pointer}`}`

/** Longer values are deflated before they are sealed: base64 makes them longer by a third, and events are bounded in bytes. */
const deflatedFrom = 4_096
const mostInflated = 16 * 1024 * 1024
/** How zlib's format begins (RFC 1950), and no JSON. */
const zlibMark = 0x78

function packed(value: unknown): Buffer {
  const plain = Buffer.from(JSON.stringify(value))
  if (plain.length < deflatedFrom) return plain
  const deflated = deflateSync(plain, { level: 1 })
  return deflated.length < plain.length ? deflated : plain
}

const unpacked = (bytes: Buffer): unknown =>
  JSON.parse((bytes[0] === zlibMark ? inflateSync(bytes, { maxOutputLength: mostInflated }) : bytes).toString())

const hiddenName = '~hidden'
/** A text longer than this is not a word by which figures are grouped. */
const longestWord = 200

export interface Protection {
  /** Puts a keyed pseudonym in place of each id that looks like an e-mail address or a telephone number. */
  pseudonymise(events: readonly StoredEvent[]): Promise<void>
  /** The ids that `pseudonymise` replaced in this event; nothing where it replaced none. */
  originals(event: StoredEvent): Readonly<Partial<Record<string, string>>> | undefined
  /** Encrypts in place what is labelled, undeclared, or personal by its name or content; to be called behind `pseudonymise`. */
  protect(events: readonly StoredEvent[]): Promise<void>
  /** The event's data in the clear; a value whose key was destroyed comes out masked. */
  reveal(event: StoredEvent): Promise<Json>
  /** The whole event in the clear, as it was sent. */
  open(event: StoredEvent): Promise<StoredEvent>
  /** The same, or undefined where any of its protected values cannot be opened. */
  openWhole(event: StoredEvent): Promise<StoredEvent | undefined>
  /** The event as it may be shown: protected values masked, and without the checksum that depends on them. */
  masked(event: StoredEvent): ShownEvent
  /** The values under which an id may be stored: itself, and its pseudonym where it looks like a person's address. */
  storedAs(tenantId: string, id: string): Promise<readonly string[]>
  /** The values under which stores of figures may hold a word of a field that figures are grouped by. */
  groupedAs(tenantId: string, word: string): Promise<readonly string[]>
  /** The words behind pseudonyms of such a field. */
  words(tenantId: string, pseudonyms: readonly string[]): Promise<Map<string, string>>
  /** To be called when a tenant changed what it lets stand in the clear. */
  forget(tenantId: string): void
}

export interface ProtectionOptions {
  readonly secrets: TenantSecrets
  readonly openness: OpennessOf
}

/** Equal words in any case are one group. */
const foldWord = (word: string) => `word\u0000${word.normalize('NFKC').trim().toLowerCase()}`

const shownWithout = ({ data, ...event }: StoredEvent): StoredEvent => {
  const names = Object.keys(data)
  if (!names.some(isReserved)) return { ...event, data }
  const hidden = names.filter((name) => name.startsWith(asideName(hiddenName)))
  return {
    ...event,
    data: Object.fromEntries([
      ...names.filter((name) => !isReserved(name)).map((name) => [name, data[name]]),
      ...hidden.map((_, index) => [`${mask} ${index + 1}`, mask]),
    ]),
  }
}

/** Protects by the labels of the catalogue, by name and by content, with a key for each person. */
export function openProtection(catalogue: Catalogue, keys: PersonKeys, options?: ProtectionOptions): Protection {
  const labels: Labels = compileLabels(catalogue)
  const replaced = new WeakMap<StoredEvent, Partial<Record<IdName, string>>>()

  const walkEvent = (event: StoredEvent, openness: Openness, sink: Sink) => {
    const walk = { sink, openness, sensitive: labels.sensitive }
    return {
      data: walkFields(walk, '/data', labels.of(event.type, event.schema_version), event.data),
      context: walkFields(walk, '/context', labels.context, event.context) as StoredEvent['context'],
    }
  }

  /** What the walk would do to an event, without a key. */
  function look(event: StoredEvent, openness: Openness): { any: boolean; tokens: boolean } {
    const found = { any: replaced.has(event), tokens: false }
    walkEvent(event, openness, {
      seal: (_, value, token) => {
        found.any = true
        if (token !== 'none' && typeof value === 'string') found.tokens = true
        return value
      },
      cut: (_, value) => {
        found.any = true
        return value
      },
      hide: (_, value) => {
        found.any = true
        found.tokens = true
        return value
      },
    })
    return found
  }

  const tokensOf = (tenantId: string) => (options === undefined ? undefined : options.secrets.tokens(tenantId))

  /** Seals what is to be sealed of one event. @returns the words that figures may be grouped by, by token. */
  function sealEvent(
    event: StoredEvent,
    openness: Openness,
    key: Buffer,
    tokenOf: ((value: string) => string) | undefined,
  ): Map<string, string> {
    const words = new Map<string, string>()
    const asides: Json = {}
    const sealAt = (pointer: string, value: unknown) =>
      mark + seal(key, packed(value), placeOf(event, pointer)).toString('base64')
    const tokenFor = (value: unknown, token: Token) => {
      if (token === 'none' || typeof value !== 'string' || tokenOf === undefined) return undefined
      if (token === 'exact') return tokenOf(value)
      const made = tokenOf(foldWord(value))
      if (value.length <= longestWord && judge(value, true) === undefined) words.set(made, value.trim())
      return made
    }
    const { data, context } = walkEvent(event, openness, {
      seal: (pointer, value, token) => withToken(sealAt(pointer, value), tokenFor(value, token)),
      cut: (pointer, value, shown) => {
        asides[asideName(pointer)] = sealAt(`aside${pointer}`, value)
        return shown
      },
      hide: (pointer, value) => {
        const name = `${hiddenName}/${Object.keys(asides).length}`
        asides[asideName(name)] = sealAt(name, { pointer, value })
        return undefined
      },
    })
    for (const [name, original] of Object.entries(replaced.get(event) ?? {})) {
      asides[asideName(`/${name}`)] = sealAt(`aside/${name}`, original)
    }
    replaced.delete(event)
    event.context = context
    event.data = Object.keys(asides).length === 0 ? data : { ...data, ...asides }
    return words
  }

  /** An event in the clear; `isWhole` is false where a value came out masked since its key is not there. */
  async function open(event: StoredEvent): Promise<{ opened: StoredEvent; isWhole: boolean }> {
    const { data, context } = event
    let isWhole = true
    if (!hasReserved(data) && !hasReserved(context)) return { opened: event, isWhole }
    const key = await keys.find(personOf(event))
    const openAt = (pointer: string, text: string): unknown => {
      if (!isCiphertext(text)) return shownText(text)
      try {
        if (key !== undefined) {
          const sealed = Buffer.from(withoutToken(text).slice(mark.length), 'base64')
          return unpacked(unseal(key, sealed, placeOf(event, pointer)))
        }
      } catch {
        // Sealed by a key that was destroyed since, or text of a client from before texts like ours were marked.
      }
      isWhole = false
      return mask
    }
    const own = Object.fromEntries(Object.entries(data).filter(([name]) => !isReserved(name)))
    const opened: StoredEvent = {
      ...event,
      context: replaceTexts(context, '/context', openAt) as StoredEvent['context'],
      data: replaceTexts(own, '/data', openAt) as Json,
    }
    for (const name of Object.keys(data).filter(isReserved)) {
      const text = data[name]
      if (typeof text !== 'string') continue
      const pointer = name.slice(asideName('').length)
      const isHidden = pointer.startsWith(hiddenName)
      const value = openAt(isHidden ? pointer : `aside${pointer}`, text)
      if (!isHidden) replaceAt(opened as unknown as Json, pointer, value)
      else if (isObject(value)) replaceAt(opened as unknown as Json, String(value.pointer), value.value)
    }
    return { opened, isWhole }
  }

  const protection: Protection = {
    async pseudonymise(events) {
      for (const event of events) {
        for (const name of ids) {
          const value = event[name]
          if (value === null || !isPersonalId(value)) continue
          const tokenOf = await tokensOf(event.tenant_id)
          if (tokenOf === undefined) continue
          replaced.set(event, { ...replaced.get(event), [name]: value })
          event[name] = pseudonymOf(tokenOf(value))
        }
      }
    },

    originals: (event) => replaced.get(event),

    async protect(events) {
      const open = new Map<string, Openness>()
      for (const { tenant_id } of events) {
        if (!open.has(tenant_id)) open.set(tenant_id, (await options?.openness.of(tenant_id)) ?? closed)
      }
      const opennessOf = (event: StoredEvent) => open.get(event.tenant_id) ?? closed
      const concerned = events.flatMap((event) => {
        const found = look(event, opennessOf(event))
        return found.any ? [{ event, ...found }] : []
      })
      if (concerned.length === 0) return
      const personKeys = await keys.ensure(concerned.map(({ event }) => personOf(event)))
      const words = new Map<string, Map<string, string>>()
      for (const [index, { event, tokens }] of concerned.entries()) {
        const tokenOf = tokens ? await tokensOf(event.tenant_id) : undefined
        const found = sealEvent(event, opennessOf(event), personKeys[index] as Buffer, tokenOf)
        if (found.size > 0) words.set(event.tenant_id, new Map([...(words.get(event.tenant_id) ?? []), ...found]))
      }
      for (const [tenantId, found] of words) await options?.secrets.keepWords(tenantId, found)
    },

    async reveal(event) {
      return (await protection.open(event)).data
    },

    open: async (event) => (await open(event)).opened,

    async openWhole(event) {
      const { opened, isWhole } = await open(event)
      return isWhole ? opened : undefined
    },

    masked(event) {
      if (!hasReserved(event.data) && !hasReserved(event.context)) return event
      const { checksum: _, ...shown } = shownWithout(event)
      const show = (_: string, text: string) => shownText(text)
      return {
        ...shown,
        context: replaceTexts(shown.context, '', show) as StoredEvent['context'],
        data: replaceTexts(shown.data, '', show) as Json,
      }
    },

    async storedAs(tenantId, id) {
      if (!isPersonalId(id)) return [id]
      const tokenOf = await tokensOf(tenantId)
      return tokenOf === undefined ? [id] : [pseudonymOf(tokenOf(id)), id]
    },

    async groupedAs(tenantId, word) {
      const tokenOf = await tokensOf(tenantId)
      return tokenOf === undefined ? [word] : [pseudonymOf(tokenOf(foldWord(word))), word]
    },

    async words(tenantId, pseudonyms) {
      const tokens = pseudonyms.filter(isPseudonym).map((it) => it.slice(pseudonymOf('').length))
      if (tokens.length === 0 || options === undefined) return new Map()
      const found = await options.secrets.findWords(tenantId, tokens)
      return new Map([...found].map(([token, word]) => [pseudonymOf(token), word]))
    },

    forget: (tenantId) => options?.openness.forget(tenantId),
  }
  return protection
}

/** Whether anything in a value is the service's own writing, and so has to be opened or masked. */
function hasReserved(value: unknown): boolean {
  if (typeof value === 'string') return isReserved(value)
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(hasReserved)
  for (const name in value) if (isReserved(name) || hasReserved((value as Json)[name])) return true
  return false
}
