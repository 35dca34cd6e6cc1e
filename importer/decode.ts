import { ImportStopped } from './stopped.ts'

type Decoder = InstanceType<typeof TextDecoder>

const pieceBytes = 16 * 1024

/**
 * Decodes bytes as text and refuses what the encoding does not have; nothing is replaced. A byte order mark is
 * dropped, and it decides on the encoding whatever the mapping names, as in the WHATWG Encoding Standard.
 * @throws ImportStopped with the line and column of the first byte that cannot be decoded.
 */
export async function* decode(chunks: AsyncIterable<Buffer>, encoding?: string): AsyncGenerator<string> {
  let label = encoding ?? 'utf-8'
  let decoder: Decoder | undefined
  let place = { line: 1, column: 1 }
  for await (const chunk of chunks) {
    if (decoder === undefined) {
      label = markedEncoding(chunk) ?? encoding ?? unmarkedEncoding(chunk)
      decoder = new TextDecoder(label, { fatal: true })
    }
    for (const piece of lines(chunk)) {
      const text = attempt(decoder, piece)
      if (text === undefined) refuse(label, locate(label, piece, place))
      else {
        place = after(place, text)
        if (text !== '') yield text
      }
    }
  }
  if (decoder !== undefined && attempt(decoder) === undefined) refuse(label, place)
}

/** Cuts at line feeds, so that a refused piece seldom begins within a line. */
function* lines(chunk: Buffer): Generator<Buffer> {
  for (let from = 0; from < chunk.length; ) {
    const cut = chunk.lastIndexOf(10, from + pieceBytes)
    const to = cut < from || from + pieceBytes >= chunk.length ? Math.min(from + pieceBytes, chunk.length) : cut + 1
    yield chunk.subarray(from, to)
    from = to
  }
}

function markedEncoding(chunk: Buffer): string | undefined {
  const begins = (...bytes: number[]) => bytes.every((byte, index) => chunk[index] === byte)
  if (begins(0xff, 0xfe, 0, 0) || begins(0, 0, 0xfe, 0xff)) {
    throw new ImportStopped('The file is UTF-32. Save it as UTF-8: iconv -f UTF-32 -t UTF-8 FILE.')
  }
  if (begins(0xef, 0xbb, 0xbf)) return 'utf-8'
  if (begins(0xff, 0xfe)) return 'utf-16le'
  return begins(0xfe, 0xff) ? 'utf-16be' : undefined
}

/** UTF-16 without its mark: headers and JSON begin with a character of ASCII, whose other byte is 0. */
function unmarkedEncoding(chunk: Buffer): string {
  if (chunk[0] !== 0 && chunk[1] === 0) return 'utf-16le'
  return chunk[0] === 0 && chunk[1] !== 0 ? 'utf-16be' : 'utf-8'
}

/** The text of some bytes; undefined where they are not of the encoding. Without bytes, of what is left over. */
function attempt(decoder: Decoder, bytes?: Uint8Array): string | undefined {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

interface Position {
  readonly line: number
  readonly column: number
}

function after({ line, column }: Position, text: string): Position {
  const parts = text.split('\n')
  const length = [...(parts.at(-1) as string)].length
  return { line: line + parts.length - 1, column: parts.length > 1 ? length + 1 : column + length }
}

/** Takes a refused piece byte by byte. What a character began with in the piece before counts for no column. */
function locate(label: string, piece: Buffer, start: Position): Position {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true })
  let text = ''
  for (const byte of piece) {
    const more = attempt(decoder, Uint8Array.of(byte))
    if (more === undefined) break
    text += more
  }
  return after(start, text)
}

function refuse(label: string, { line, column }: Position): never {
  throw new ImportStopped(
    `Line ${line}, column ${column} holds bytes that are not ${label}. Name the encoding of the file in the ` +
      'mapping, for instance "encoding: windows-1252".',
  )
}

export function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
