import type { NewEvent } from '../ledger/append.ts'
import { jsonBytes, maxEventBytes } from '../platform/event-size.ts'
import { type Rejected, reject } from './outcome.ts'

/** Below this bound even an event whose every value is sealed is small enough: it is not measured. */
export const surelySmall = 64 * 1024

/**
 * Why an event is too large to be carried, measured as it is kept, with its values sealed; undefined where it is not.
 * @param mostBytes a bound of its JSON before it was sealed
 */
export function sizeRefusal({ event }: NewEvent, mostBytes: number): Rejected | undefined {
  if (mostBytes <= surelySmall) return undefined
  const bytes = jsonBytes(event)
  if (bytes <= maxEventBytes) return undefined
  const message = `has ${bytes} bytes as it would be kept; ${maxEventBytes} are the most that every store takes`
  return reject('too_large', event.id, { path: '', message })
}
