import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type Rejected, reject } from '../ingest/outcome.ts'
import { Failure } from '../platform/errors.ts'

const inflate = promisify(gunzip)
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A value as it was sent, or why there is none. */
export type Sent = { readonly value: unknown } | Rejected

/** Takes away gzip. @throws Failure body_too_large, malformed_body, unsupported_media_type */
export async function decompress(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const coding = encoding?.trim().toLowerCase() ?? ''
  if (coding === '' || coding === 'identity') return body
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    throw new Failure('unsupported_media_type', `Content-Encoding may be gzip or identity, not ${encoding}.`)
  }
  try {
    return await inflate(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Failure('body_too_large', `The body has more than ${maxBytes} bytes when decompressed.`)
    }
    throw new Failure('malformed_body', 'The body is not gzip, or it ends too early.', {}, { cause: error })
  }
}

/** Bytes as text. @throws Failure malformed_body where they are not UTF-8, unsupported_media_type for another charset */
export function decode(body: Buffer, contentType: string): string {
  const charset = /charset="?([^";]+)/i.exec(contentType)?.[1]?.toLowerCase()
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
    throw new Failure('unsupported_media_type', `The charset must be UTF-8, not ${charset}.`)
  }
  try {
    return utf8.decode(body)
  } catch (error) {
    throw new Failure('malformed_body', 'The body is not UTF-8.', {}, { cause: error })
  }
}

const flawOfJson = (error: unknown) => (error instanceof Error ? error.message : 'not JSON')

/** @throws Failure malformed_body */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('malformed_body', flawOfJson(error), {}, { cause: error })
  }
}

/** One value a line; a line that is not JSON is turned away by itself, and empty lines do not count. */
export function parseLines(text: string): Sent[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      try {
        return { value: JSON.parse(line) }
      } catch (error) {
        return reject('malformed_json', null, { path: '', message: flawOfJson(error) })
      }
    })
}
