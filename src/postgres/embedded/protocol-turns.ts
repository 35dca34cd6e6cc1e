/**
 * Cuts what a PostgreSQL client sends into turns: runs of whole messages at whose end the client waits for an answer.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export interface Turns {
  /** Takes the next bytes; gives the turns that they complete. */
  push(bytes: Buffer): Buffer[]
}

const query = 0x51 // Q
const sync = 0x53 // S
const copyDone = 0x63 // c
const copyFail = 0x66 // f
const terminate = 0x58 // X
const endsTurn = new Set([query, sync, copyDone, copyFail, terminate])

/** A message has a type byte and a length that counts itself; the first of a connection has no type byte. */
const headerBytes = 5

export function openTurns(): Turns {
  let chunks: Buffer[] = []
  let held = 0
  // What must be there before the next step can be taken; until then bytes are only put aside, never copied.
  let needed = 4
  let started = false
  let next = 0

  return {
    push(bytes) {
      chunks.push(bytes)
      held += bytes.length
      if (held < needed) return []

      let buffer = Buffer.concat(chunks)
      const turns: Buffer[] = []
      while (buffer.length >= needed) {
        const end = started ? next + 1 + lengthAt(buffer, next + 1) : lengthAt(buffer, 0)
        if (buffer.length < end) {
          needed = end
          break
        }
        const complete = !started || endsTurn.has(buffer[next] as number)
        started = true
        next = end
        if (complete) {
          turns.push(buffer.subarray(0, next))
          buffer = buffer.subarray(next)
          next = 0
        }
        needed = next + headerBytes
      }
      chunks = [buffer]
      held = buffer.length
      return turns
    },
  }
}

function lengthAt(buffer: Buffer, at: number): number {
  const length = buffer.readInt32BE(at)
  if (length < 4) throw new Error(`a message of ${length} bytes is no message of PostgreSQL's protocol`)
  return length
}
