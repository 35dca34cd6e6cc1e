import { type FileHandle, open, rm } from 'node:fs/promises'
import { ImportStopped } from './stopped.ts'

/** A line of the file of rejected rows. */
export interface RejectedRow {
  readonly rows: readonly number[]
  readonly reason: string
  readonly errors: readonly unknown[]
  readonly source: readonly unknown[]
}

/** Appends rejected rows as NDJSON; the file comes to be with the first of them. */
export class RejectedRows {
  readonly #path: string
  #file: FileHandle | undefined
  #bytes: number

  private constructor(path: string, file: FileHandle | undefined, bytes: number) {
    this.#path = path
    this.#file = file
    this.#bytes = bytes
  }

  /** Goes on after the first `bytes` of the file and drops what lies beyond them; 0 drops the file. */
  static async open(path: string, bytes: number): Promise<RejectedRows> {
    if (bytes === 0) {
      await rm(path, { force: true })
      return new RejectedRows(path, undefined, 0)
    }
    const file = await open(path, 'a')
    if ((await file.stat()).size < bytes) {
      await file.close()
      throw new ImportStopped(`${path} is shorter than it was when the import stopped. Start again with --restart.`)
    }
    await file.truncate(bytes)
    return new RejectedRows(path, file, bytes)
  }

  get bytes(): number {
    return this.#bytes
  }

  async append(rows: readonly RejectedRow[]): Promise<void> {
    if (rows.length === 0) return
    this.#file ??= await open(this.#path, 'a')
    const lines = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    await this.#file.appendFile(lines)
    await this.#file.sync()
    this.#bytes += lines.length
  }

  async [Symbol.asyncDispose]() {
    await this.#file?.close()
  }
}
