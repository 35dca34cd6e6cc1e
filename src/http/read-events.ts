import { isUtf8 } from 'node:buffer'
import { setImmediate } from 'node:timers/promises'
import {
  afterMark,
  isComma,
  isListEnd,
  isListStart,
  readWritten,
  skipSpace,
  type Written,
} from '../ingest/json-text.ts'
import { type Rejected, reject } from '../ingest/outcome.ts'
import { Failure } from '../platform/errors.ts'

/** A value as it was sent, with what its text says beyond it; or why there is none. */
export type Sent = { readonly value: unknown; readonly written: Written } | Rejected

/** A value of more bytes than this is larger than any event, however it is written: `\u0041` is six bytes of one. */
const mostBytes = 6 * 1024 * 1024
/** Beyond it a value is not made at all: nothing that is an event comes near. */
const mostValues = 200_000
const mostDepth = 200_000

/** How long the event loop is held before others have their turn. */
const sliceMs = 10

function tooLarge({ start, end, values, depth }: Written): Rejected | undefined {
  const message =
    end - start > mostBytes
      ? `has more than ${mostBytes} bytes`
      : values > mostValues
        ? `has more than ${mostValues} values`
        : depth > mostDepth
          ? `lies deeper than ${mostDepth} levels`
          : undefined
  return message === undefined ? undefined : reject('too_large', null, { path: '', message })
}

const flawOfJson = (error: unknown) => (error instanceof Error ? error.message : 'not JSON')

/** Gives others their turn when a while has passed. */
function openPace(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < sliceMs) return
    await setImmediate()
    began = performance.now()
  }
}

/** @throws Failure malformed_body where the bytes are not UTF-8 */
function checkUtf8(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw new Failure('malformed_body', 'The body is not UTF-8.')
}

/** The text of a value. `toString` replaces nothing, for the bytes are UTF-8. */
const textOf = (bytes: Buffer, { start, end }: Written) => bytes.toString('utf8', start, end)

/** Reads a body that is one value. @throws Failure malformed_body */
export function readOne(bytes: Buffer): Sent {
  checkUtf8(bytes)
  const written = readWritten(bytes, skipSpace(bytes, afterMark(bytes)), false)
  const refused = tooLarge(written)
  if (refused !== undefined) return refused
  try {
    return { value: JSON.parse(bytes.toString('utf8', afterMark(bytes))), written }
  } catch (error) {
    throw new Failure('malformed_body', flawOfJson(error), {}, { cause: error })
  }
}

/**
 * Reads a body that is a list of values, one after the other, so that neither a long list nor a large value holds up everything
 * else: their number, size and depth are known before any is made.
 * @throws Failure malformed_body, body_too_large for more than `most` values
 */
export async function readList(bytes: Buffer, most: number): Promise<Sent[]> {
  checkUtf8(bytes)
  const pace = openPace()
  let at = skipSpace(bytes, afterMark(bytes))
  if (!isListStart(bytes[at])) {
    parseWhole(bytes)
    throw new Failure('malformed_body', 'A batch is a JSON array, or NDJSON.')
  }
  const found: Written[] = []
  at = skipSpace(bytes, at + 1)
  let isEnded = isListEnd(bytes[at])
  while (!isEnded) {
    const written = readWritten(bytes, at, true)
    found.push(written)
    if (found.length > most) throw tooMany(most, 'more')
    isEnded = !isComma(bytes[written.end])
    if (isEnded && !isListEnd(bytes[written.end])) throw malformed(bytes)
    at = skipSpace(bytes, written.end + 1)
    await pace()
  }
  const end = found.length === 0 ? at + 1 : at
  if (skipSpace(bytes, end) < bytes.length) throw malformed(bytes)

  const sent: Sent[] = []
  for (const written of found) {
    sent.push(tooLarge(written) ?? { value: parseIn(bytes, written), written })
    await pace()
  }
  return sent
}

function parseIn(bytes: Buffer, written: Written): unknown {
  try {
    return JSON.parse(textOf(bytes, written))
  } catch (error) {
    throw new Failure('malformed_body', flawOfJson(error), {}, { cause: error })
  }
}

/** The parser's own words for a list whose brackets and commas do not fit. */
function malformed(bytes: Buffer): Failure {
  try {
    parseWhole(bytes)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  return new Failure('malformed_body', 'The body is not a JSON array.')
}

function parseWhole(bytes: Buffer): void {
  const written = readWritten(bytes, afterMark(bytes), false)
  if (tooLarge(written) !== undefined) throw new Failure('malformed_body', 'The body is not a JSON array of events.')
  parseIn(bytes, { ...written, start: afterMark(bytes), end: bytes.length })
}

const tooMany = (most: number, sent: string) =>
  new Failure('body_too_large', `A batch has at most ${most} events, and this one ${sent}.`)

const lineFeed = 0x0a

/**
 * Reads a body of one value a line; a line that is not JSON is turned away by itself, and empty lines do not count.
 * @throws Failure malformed_body where the bytes are not UTF-8, body_too_large for more than `most` values
 */
export async function readLines(bytes: Buffer, most: number): Promise<Sent[]> {
  checkUtf8(bytes)
  const pace = openPace()
  const lines: Buffer[] = []
  for (let at = afterMark(bytes); at < bytes.length; ) {
    const next = bytes.indexOf(lineFeed, at)
    const line = bytes.subarray(at, next < 0 ? bytes.length : next)
    if (skipSpace(line, 0) < line.length) lines.push(line)
    if (lines.length > most) throw tooMany(most, 'more')
    at = next < 0 ? bytes.length : next + 1
  }
  const sent: Sent[] = []
  for (const line of lines) {
    const written = readWritten(line, 0, false)
    sent.push(tooLarge(written) ?? lineOf(line, written))
    await pace()
  }
  return sent
}

function lineOf(line: Buffer, written: Written): Sent {
  try {
    return { value: JSON.parse(line.toString('utf8')), written }
  } catch (error) {
    return reject('malformed_json', null, { path: '', message: flawOfJson(error) })
  }
}
