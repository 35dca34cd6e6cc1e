import type { Flaw } from './outcome.ts'

/** Deeper than any event; what follows (hashing, comparing) recurses and relies on it. */
export const maxDepth = 32
/** More than an order of 5 000 lines has, with every field and some undeclared ones. */
const maxValues = 50_000
/** All texts of one event together, in UTF-16 units; in bytes it is bounded where it is complete (size.ts). */
const maxCharacters = 1024 * 1024

/** Paths of flaws together, in UTF-16 units: a long name may stand in many of them. */
const mostTold = 1024 * 1024

/** A control character is six bytes as JSON writes it (`\\u0001`); any other unit is three at the most. */
const bytesOfUnit = 6
/** The longest number, and what stands around a value. */
const bytesOfValue = 32

/** A name as a part of a JSON Pointer (RFC 6901). */
export const pointerPart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** Why no store keeps a text as it is; undefined where all do. */
export function flawOfText(text: string): string | undefined {
  if (text.includes('\u0000')) return 'contains the character U+0000, which PostgreSQL cannot store'
  if (!text.isWellFormed()) return 'contains half of a surrogate pair'
  return undefined
}

function flawOfName(name: string): string | undefined {
  const message = flawOfText(name)
  if (message !== undefined) return `has a name that ${message}`
  return name === '__proto__' ? 'is a name that JavaScript gives another meaning' : undefined
}

function flawOfNumber(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'is a number beyond what a double can hold'
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'is a whole number beyond 2^53, which JSON readers round; send it as a string'
  }
  return undefined
}

/** Why a value is rejected before its meaning is checked. */
export interface Unsafe {
  /** Values that some store on the way would change or refuse. */
  readonly flaws: readonly Flaw[]
  /** Set when the value is larger than an event may be; then not all of it was checked. */
  readonly tooLarge: Flaw | undefined
  /** At most so many bytes are its JSON in UTF-8: a bound that costs nothing, several times what most events have. */
  readonly mostBytes: number
  /** How many members its objects have. */
  readonly members: number
}

/** Looks through a parsed JSON value, whatever its shape and depth. */
export function findUnsafeValues(value: unknown): Unsafe {
  const flaws: Flaw[] = []
  // The names on the way to the value at hand; a pointer is made of them only where there is a flaw to report.
  const way: (string | number)[] = []
  let values = 0
  let characters = 0
  let members = 0
  let told = 0

  const add = (message: string | undefined): void => {
    if (message === undefined || told > mostTold) return
    const path = way.map((part) => `/${pointerPart(String(part))}`).join('')
    told += path.length
    flaws.push(told > mostTold ? { path: '', message: 'has more flaws than can be listed' } : { path, message })
  }
  const look = (it: unknown): void => {
    values += 1
    if (values > maxValues || characters > maxCharacters) return
    if (typeof it === 'string') {
      characters += it.length
      add(flawOfText(it))
    } else if (typeof it === 'number') {
      add(flawOfNumber(it))
    } else if (typeof it === 'object' && it !== null) {
      if (way.length >= maxDepth) add(`lies deeper than ${maxDepth} levels`)
      else if (Array.isArray(it)) lookAtList(it)
      else lookAtObject(it)
    }
  }
  const lookAtList = (list: readonly unknown[]) => {
    for (let index = 0; index < list.length && values <= maxValues; index++) {
      way.push(index)
      look(list[index])
      way.pop()
    }
  }
  const lookAtObject = (object: object) => {
    for (const name in object) {
      if (values > maxValues) return
      characters += name.length
      members += 1
      way.push(name)
      add(flawOfName(name))
      look((object as Record<string, unknown>)[name])
      way.pop()
    }
  }

  look(value)
  return {
    flaws,
    tooLarge: sizeFlaw(values, characters),
    mostBytes: characters * bytesOfUnit + values * bytesOfValue,
    members,
  }
}

function sizeFlaw(values: number, characters: number): Flaw | undefined {
  if (values > maxValues) return { path: '', message: `has more than ${maxValues} values` }
  if (characters > maxCharacters) return { path: '', message: `has more than ${maxCharacters} characters of text` }
  return undefined
}
