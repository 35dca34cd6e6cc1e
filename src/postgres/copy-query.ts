import pg from 'pg'

/** What of a connection of `pg` a COPY needs; its own types do not name it. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/**
 * Several `COPY … FROM STDIN` as one text, which PostgreSQL carries out as one transaction. Each is fed its rows when the server asks
 * for them, in their order. `pg` has the messages of the protocol and no query that sends them.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY
 */
export class CopyQuery extends pg.Query {
  readonly query_timeout: number
  readonly #parts: Buffer[]

  constructor(text: string, parts: readonly Buffer[], timeoutMs: number, done: (error: Error | null) => void) {
    super({ text })
    Object.assign(this, { callback: done })
    this.query_timeout = timeoutMs
    this.#parts = [...parts]
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.#parts.shift() ?? Buffer.alloc(0))
    connection.endCopyFrom()
  }
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A value in COPY's text format: what has a meaning there is escaped, and null is distinguished from the text `\N`. */
export const copyText = (value: string | null): string =>
  value === null ? '\\N' : value.replace(/[\\\t\n\r]/g, (character) => escapes[character] as string)
