import type { Body } from '../../api/generated/contract.ts'

type Operations = NonNullable<Body<'POST /analytics/dlq/replay'>['mapping']>

/** A JSON Patch as it was typed, or what is wrong with it. */
export type Patch = { readonly operations: Operations } | { readonly fault: string }

/** Reads a JSON Patch (RFC 6902); nothing typed is a patch that changes nothing. */
export function readPatch(text: string): Patch {
  if (text.trim() === '') return { operations: [] }
  try {
    const read: unknown = JSON.parse(text)
    const isOperation = (it: unknown) => typeof it === 'object' && it !== null && 'op' in it && 'path' in it
    if (!Array.isArray(read) || !read.every(isOperation)) {
      return { fault: 'A patch is a list of operations, each with an op and a path.' }
    }
    return { operations: read as Operations }
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: `This is not JSON: ${error.message}` }
    throw error
  }
}

/** The text of a letter, from base64; what is no UTF-8 is shown by its replacement sign. */
export const textOf = (base64: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (it) => it.charCodeAt(0)))
