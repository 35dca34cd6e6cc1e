import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { readWritten } from '../ingest/json-text.ts'
import { limitConcurrency } from '../platform/concurrency.ts'
import { Failure } from '../platform/errors.ts'

const inflate = promisify(gunzip)
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Text of events packs to a tenth or a fiftieth; what unpacks to more than this many times its size is a bomb. */
const mostRatio = 200
/** What may be unpacked whatever its ratio: a short list of one event repeated. */
const alwaysBytes = 1024 * 1024
/** Bodies that are unpacked at once; the others wait. */
const unpacking = limitConcurrency(2, 100, () => {
  return new Failure('too_many_requests', 'Too many compressed bodies wait to be unpacked.', { retry_after: 1 })
})

/**
 * Takes away gzip. What it may unpack to is counted before a byte is unpacked, and given back down to what it is.
 * @throws Failure body_too_large, malformed_body, unsupported_media_type, too_many_requests
 */
export async function decompress(
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
  count: (bytes: number) => void,
): Promise<Buffer> {
  const coding = encoding?.trim().toLowerCase() ?? ''
  if (coding === '' || coding === 'identity') return body
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    throw new Failure('unsupported_media_type', `Content-Encoding may be gzip or identity, not ${encoding}.`)
  }
  const most = Math.min(maxBytes, Math.max(alwaysBytes, body.length * mostRatio))
  return unpacking(async () => {
    count(most)
    let held = most
    try {
      const unpacked = await inflate(body, { maxOutputLength: most })
      held = most - unpacked.length
      return unpacked
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
        const why = most < maxBytes ? `, which is ${mostRatio} times its size` : ''
        throw new Failure('body_too_large', `The body has more than ${most} bytes when decompressed${why}.`)
      }
      throw new Failure('malformed_body', 'The body is not gzip, or it ends too early.', {}, { cause: error })
    } finally {
      count(-held)
    }
  })
}

/** @throws Failure unsupported_media_type for a charset that is not UTF-8 */
export function checkCharset(contentType: string): void {
  const charset = /charset="?([^";]+)/i.exec(contentType)?.[1]?.toLowerCase()
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
    throw new Failure('unsupported_media_type', `The charset must be UTF-8, not ${charset}.`)
  }
}

/** More than any call takes: its longest lists have some thousand members. */
const mostValues = 150_000

/** Reads the JSON body of a call. @param parse throws SyntaxError @throws Failure malformed_body, unsupported_media_type */
export function readJson(body: Buffer, contentType: string, parse: (text: string) => unknown = JSON.parse): unknown {
  checkCharset(contentType)
  // Looked at before anything is made of it: a list of a million empty lists is a megabyte, and its flaws would be sixty.
  if (readWritten(body, 0, false).values > mostValues) {
    const errors = [{ path: '', message: `has more than ${mostValues} values` }]
    throw new Failure('invalid_request', 'The body has more values than any call takes.', { errors })
  }
  let text: string
  try {
    text = utf8.decode(body)
  } catch (error) {
    throw new Failure('malformed_body', 'The body is not UTF-8.', {}, { cause: error })
  }
  try {
    return parse(text)
  } catch (error) {
    throw new Failure('malformed_body', error instanceof Error ? error.message : 'not JSON', {}, { cause: error })
  }
}
