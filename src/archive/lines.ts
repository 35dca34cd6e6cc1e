import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { maxLineBytes } from './bounds.ts'

/** Why the rest of a raw file cannot be read; for whom it was written by another hand, and never quoting what it holds. */
export class Unreadable extends Error {}

/** The lines of a raw file, one after the other; no more is held of it than the longest line and what zlib unpacks at once. */
export async function* readLines(compressed: Readable): AsyncGenerator<Buffer> {
  const bytes = createGunzip()
  compressed.on('error', (error) => bytes.destroy(error))
  try {
    yield* linesOf(compressed.pipe(bytes))
  } catch (error) {
    throw isOfZlib(error) ? new Unreadable('is not gzip to its end') : error
  } finally {
    compressed.destroy()
    bytes.destroy()
  }
}

const isOfZlib = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')

const lineFeed = 10

/** Lines that end with a line feed and nothing else: JSON may hold any other separator as it is. */
async function* linesOf(stream: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0
    for (let to = chunk.indexOf(lineFeed); to !== -1; to = chunk.indexOf(lineFeed, from)) {
      yield within(Buffer.concat([...rest, chunk.subarray(from, to)]))
      rest = []
      length = 0
      from = to + 1
    }
    if (from === chunk.length) continue
    rest.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > maxLineBytes) throw tooLong()
  }
  if (rest.length > 0) yield within(Buffer.concat(rest))
}

const tooLong = () => new Unreadable(`has a line of more than ${maxLineBytes} bytes, which no event has`)

function within(line: Buffer): Buffer {
  if (line.length > maxLineBytes) throw tooLong()
  return line
}
