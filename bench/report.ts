import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg, totalmem } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** The most load of the machine in the last minute at which a bench says something of the service. */
const idleLoad = 0.5

/** Resolves when what this bench did itself is over: the load is that of a minute. */
export async function untilIdle(): Promise<void> {
  while ((loadavg()[0] ?? 0) > idleLoad) await pause(5_000)
}

/** What one run of a bench measured: lines as it goes, and a section of docs/measured.md at its end. */
export interface Report {
  say(text: string): void
  /** A row of the table. @param aim what is wanted, with `missed` where it is not reached */
  measured(what: string, value: string, aim?: string): void
  /** A further table, below the rows. */
  table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void
  /** Puts what was measured into the section of docs/measured.md with this name, in place of the run before. */
  write(section: string): Promise<void>
}

const lineOf = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [lineOf(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(lineOf)].join('\n')

/**
 * @param command as it was called
 * @param busy whether to measure although others use the machine; the section then says so
 * @throws Error where the machine is not idle
 */
export function openReport(command: string, busy: boolean): Report {
  const load = loadavg()[0] ?? 0
  if (load > idleLoad && !busy) {
    throw new Error(`the load of the machine is ${load.toFixed(2)}: wait until it is below ${idleLoad}, or say --busy`)
  }
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
  const rows: string[][] = []
  const tables: string[] = []
  const say = (text: string) => {
    process.stdout.write(`${text}\n`)
  }
  say(`load at the start: ${load.toFixed(2)}${load > idleLoad ? ', NOT IDLE' : ''}`)
  return {
    say,
    measured(what, value, aim = '') {
      say(`  ${what}: ${value}${aim && ` (aim: ${aim})`}`)
      rows.push([what, value, aim])
    },
    table(title, head, cells) {
      tables.push(`${title}\n\n${tableOf(head, cells)}`)
    },
    async write(section) {
      const machine = `${availableParallelism()} cores and ${Math.round(totalmem() / 2 ** 30)} GiB`
      const state =
        load > idleLoad
          ? `**on a busy machine (load ${load.toFixed(2)})**`
          : `on an idle machine (load ${load.toFixed(2)})`
      const at = new Date().toISOString().slice(0, 10)
      const text = [
        `One run of \`${command}\` at commit ${commit}, ${at}, ${state}, ${machine}; the load generator shares the cores.`,
        ...(rows.length === 0 ? [] : [tableOf(['what', 'measured', 'aim'], rows)]),
        ...tables,
      ].join('\n\n')
      await replaceSection(section, text)
    },
  }
}

async function replaceSection(section: string, text: string): Promise<void> {
  const file = 'docs/measured.md'
  const [begin, end] = [`<!-- ${section}: begin -->`, `<!-- ${section}: end -->`]
  const document = await readFile(file, 'utf8')
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`${file} has no section ${section}`)
  await writeFile(file, `${document.slice(0, from + begin.length)}\n${text}\n${document.slice(to)}`)
}
