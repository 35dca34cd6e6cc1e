import { type FileHandle, open, rm } from 'node:fs/promises'
import { ImportStopped } from './stopped.ts'

/** A line of the file of rejected rows. */
export interface RejectedRow {
  readonly rows: readonly number[]
  readonly reason: string
  readonly errors: readonly unknown[]
  readonly source: readonly unknown[]
}

/** Writes rejected rows as NDJSON. The first of them replaces the file that an earlier import may have left. */
export class RejectedRows {
  readonly #path: string
  #file: FileHandle | undefined
  #bytes: number

  private constructor(path: string, file: FileHandle | undefined, bytes: number) {
    this.#path = path
    this.#file = file
    this.#bytes = bytes
  }

  /** Goes on after the first `bytes` of the file and drops what lies beyond them. */
  static async open(path: string, bytes: number): Promise<RejectedRows> {
    if (bytes === 0) return new RejectedRows(path, undefined, 0)
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
    this.#file ??= await open(this.#path, 'w')
    const lines = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    await this.#file.appendFile(lines)
    await this.#file.sync()
    this.#bytes += lines.length
  }

  /** Says that all rows are through: without a rejected one, an earlier import's file is out of date. */
  async finish(): Promise<void> {
    if (this.#bytes === 0) await rm(this.#path, { force: true })
  }

  async [Symbol.asyncDispose]() {
    await this.#file?.close()
  }
}
