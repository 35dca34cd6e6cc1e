import { Command } from 'commander'
import { vi } from 'vitest'

export interface Ran {
  readonly code: number
  readonly out: string
  /** Why it failed. */
  readonly err: string
}

/** Runs `pocm <words>` in this process, as `src/main.ts` would in one of its own, which takes two seconds to load all commands. */
export async function runCommand(command: Command, ...words: string[]): Promise<Ran> {
  let out = ''
  const print = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text)
    return true
  })
  const codeBefore = process.exitCode
  process.exitCode = 0
  try {
    await new Command('pocm').exitOverride().addCommand(command).parseAsync(words, { from: 'user' })
    return { code: Number(process.exitCode), out, err: '' }
  } catch (error) {
    return { code: 1, out, err: error instanceof Error ? error.message : String(error) }
  } finally {
    print.mockRestore()
    process.exitCode = codeBefore
  }
}
