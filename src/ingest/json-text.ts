import type { Flaw } from './outcome.ts'
import { pointerPart } from './unsafe-values.ts'

/** What the text of one JSON value says that the parsed value does not. */
export interface Written {
  /** Where it stands in the bytes; `end` is not included. */
  readonly start: number
  readonly end: number
  /** How many values it holds, and how deep they lie. */
  readonly values: number
  readonly depth: number
  /** How many members its objects have as they are written: more than as they are read where a name stands twice. */
  readonly members: number
  /** Numbers that a double does not hold with every digit; at most a few of them. */
  readonly inexact: readonly Flaw[]
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const minus = 0x2d
const zero = 0x30
const nine = 0x39

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
const isDigit = (byte: number) => byte >= zero && byte <= nine
const startsNumber = (byte: number) => byte === minus || isDigit(byte)
const inNumber = (byte: number) =>
  isDigit(byte) || byte === minus || byte === 0x2b || byte === 0x2e || byte === 0x65 || byte === 0x45

/** A double holds any number of so many significant digits. */
const exactDigits = 15
/** So many significant digits identify any double. */
const doubleDigits = 17
const shownInexact = 10

/** The end of a string whose first quote stands at `at`: behind its last quote, or the end of the bytes. */
function endOfString(bytes: Uint8Array, at: number): number {
  let next = at + 1
  while (next < bytes.length) {
    const byte = bytes[next]
    if (byte === quote) return next + 1
    next += byte === backslash ? 2 : 1
  }
  return bytes.length
}

/** A decimal as digits and exponent, so that two ways to write one number are the same. */
function canonical(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/^-/, '').split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  const trimmed = digits.replace(/0+$/, '')
  return trimmed === '' ? '0' : `${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`
}

/** Whether a number loses digits as a double; what is found in the parsed value anyway (unsafe-values.ts) is left to that. */
function isInexact(text: string): boolean {
  const value = Number(text)
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return false
  const sent = canonical(text)
  // Scientific notation with as many digits as a double has is how a program prints one; the nearest double is what it means.
  if (/e/i.test(text) && sent.split('e')[0]?.length === doubleDigits) return false
  // A double is written with as few digits as tell it apart, or with 16 or 17 by writers that always give so many.
  return ![String(value), value.toPrecision(16), value.toPrecision(17)].some((it) => canonical(it) === sent)
}

/** Levels of which names are followed; an event has at most `maxDepth`. */
const followed = 64

/** A container on the way to the value at hand: the name or the index that is being read. */
interface Step {
  readonly isObject: boolean
  index: number
  nameStart: number
  nameEnd: number
}

/**
 * Looks through the text of one JSON value in a single pass and without making anything of it, so that size, depth and number
 * of values are known before it is parsed. It does not check the grammar; `JSON.parse` does.
 * @param from where the value begins, behind any white space
 * @param isInList whether a comma or a closing bracket on the outermost level ends it
 */
export function readWritten(bytes: Uint8Array, from: number, isInList: boolean): Written {
  const to = bytes.length
  // Deeper than any event goes only the depth is counted, whatever it is.
  const way: Step[] = []
  let depth = 0
  const inexact: Flaw[] = []
  let values = 1
  let members = 0
  let deepest = 0
  let at = from

  const pathHere = () =>
    way
      .map(({ isObject, index, nameStart, nameEnd }) => {
        if (!isObject) return `/${index}`
        const name = Buffer.from(bytes.subarray(nameStart, nameEnd)).toString()
        return `/${pointerPart(unquoted(name))}`
      })
      .join('')

  while (at < to) {
    const byte = bytes[at] as number
    if (byte === quote) {
      const end = endOfString(bytes, at)
      const step = way[depth - 1]
      if (step?.isObject) {
        step.nameStart = at
        step.nameEnd = end
      }
      at = end
      continue
    }
    if (startsNumber(byte)) {
      const start = at
      let digits = 0
      let isPlain = true
      while (at < to && inNumber(bytes[at] as number)) {
        if (isDigit(bytes[at] as number)) digits += 1
        else if (at > start) isPlain = false
        at += 1
      }
      // A whole number of any length is looked at when it is parsed: it is exact up to 2^53 and refused beyond.
      if (isPlain || digits <= exactDigits || inexact.length >= shownInexact) continue
      const text = Buffer.from(bytes.subarray(start, at)).toString('latin1')
      if (isInexact(text)) {
        const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
        inexact.push({
          path: pathHere(),
          message: `is ${shown}, of which a double keeps ${Number(text)}; send fewer digits`,
        })
      }
      continue
    }
    at += 1
    switch (byte) {
      case openBrace:
      case openBracket:
        if (depth < followed) way.push({ isObject: byte === openBrace, index: 0, nameStart: at, nameEnd: at })
        depth += 1
        if (depth > deepest) deepest = depth
        // An empty container counts with its own value; a full one adds its first.
        if (!isEmptyHere(bytes, at, to)) values += 1
        break
      case closeBrace:
      case closeBracket:
        if (depth === 0) return { start: from, end: at - 1, values, depth: deepest, members, inexact }
        depth -= 1
        if (depth < followed) way.length = depth
        break
      case comma: {
        if (depth === 0) {
          if (isInList) return { start: from, end: at - 1, values, depth: deepest, members, inexact }
          break
        }
        const step = way[depth - 1]
        if (step !== undefined) step.index += 1
        values += 1
        break
      }
      case colon:
        members += 1
        break
    }
  }
  return { start: from, end: at, values, depth: deepest, members, inexact }
}

function isEmptyHere(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from
  while (at < to && isSpace(bytes[at] as number)) at += 1
  return bytes[at] === closeBracket || bytes[at] === closeBrace
}

/** A name as it is meant; one that is no JSON string is shown as it stands. */
function unquoted(text: string): string {
  try {
    return String(JSON.parse(text))
  } catch {
    return text
  }
}

/** Where the first byte that is no white space stands. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && isSpace(bytes[at] as number)) at += 1
  return at
}

/** The byte order mark that some tools write in front of UTF-8. */
export const afterMark = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0

export const isListStart = (byte: number | undefined) => byte === openBracket
export const isListEnd = (byte: number | undefined) => byte === closeBracket
export const isComma = (byte: number | undefined) => byte === comma
