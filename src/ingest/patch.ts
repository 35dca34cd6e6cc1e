import { applyPatch, type Operation } from 'rfc6902'
import { jsonBytes, maxEventBytes } from '../platform/event-size.ts'
import type { Flaw } from './outcome.ts'

/** A JSON Patch (RFC 6902) that is applied to each event before it is tried again. */
export type Mapping = readonly Operation[]

/** A mapping that does not fit an event. It says which operation, and nothing of the event. */
export class MappingFailure extends Error {
  readonly flaw: Flaw
  constructor(operation: number, message: string) {
    super(message)
    this.flaw = { path: `/mapping/${operation}`, message }
  }
}

const isWithin = (path: string, from: string) => path === from || path.startsWith(`${from}/`)

function check(operation: Operation, index: number): void {
  const { op, path } = operation
  const pointers = [path, ...('from' in operation ? [operation.from] : [])]
  if (pointers.some((it) => typeof it !== 'string' || /\/(__proto__|constructor|prototype)(\/|$)/.test(it))) {
    throw new MappingFailure(index, 'the operation is not valid')
  }
  // A copy of a value into itself doubles it each time.
  if ((op === 'copy' || op === 'move') && isWithin(path, operation.from)) {
    throw new MappingFailure(index, 'the operation is not valid')
  }
}

/**
 * Applies a mapping, one operation after the other: none may make the event larger than an event may be, or than it was.
 * @throws MappingFailure
 */
export function applyMapping(value: unknown, mapping: Mapping): unknown {
  // The patch changes the value itself, and can replace all of it: so it stands in a document of its own.
  const whole = { value }
  const bytesOf = (it: unknown) => (it === undefined ? 0 : jsonBytes(it))
  if (mapping.length === 0) return value
  let bytes = bytesOf(value)
  const most = Math.max(bytes, maxEventBytes)
  for (const [index, operation] of mapping.entries()) {
    check(operation, index)
    // An upper bound is enough for most: what is taken away is counted where the bound is passed.
    bytes += addedBytes(whole, operation)
    if (bytes > most) {
      bytes = bytesOf(whole.value) + addedBytes(whole, operation)
      if (bytes > most) throw new MappingFailure(index, 'the event would be larger than the service takes')
    }
    const moved = { ...operation, path: `/value${operation.path}` } as Operation
    if ('from' in moved) moved.from = `/value${moved.from}`
    const [failure] = failuresOf(whole, moved)
    if (failure !== undefined && failure !== null)
      throw new MappingFailure(index, 'the operation does not fit the event')
  }
  return whole.value
}

function failuresOf(whole: object, operation: Operation): (Error | null)[] {
  try {
    return applyPatch(whole, [operation])
  } catch (error) {
    return [error instanceof Error ? error : new Error(String(error))]
  }
}

function addedBytes(whole: { value: unknown }, operation: Operation): number {
  if (operation.op === 'add' || operation.op === 'replace') {
    return operation.path.length + jsonBytes(operation.value ?? null)
  }
  if (operation.op === 'move') return operation.path.length
  if (operation.op !== 'copy') return 0
  const found = valueAt(whole.value, operation.from)
  return operation.path.length + (found === undefined ? 0 : jsonBytes(found))
}

function valueAt(value: unknown, pointer: string): unknown {
  let it = value
  for (const part of pointer.split('/').slice(1)) {
    if (typeof it !== 'object' || it === null) return undefined
    it = (it as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return it
}
