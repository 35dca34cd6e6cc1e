import { createReadStream } from 'node:fs'
import { batchEvents } from './bounds.ts'
import { type ArchivedEvent, flawOfEvent, type Proof, parseLine } from './check-line.ts'
import { readLines, Unreadable } from './lines.ts'
import type { RawFile } from './manifest.ts'
import { openTally, same } from './tally.ts'

/** What a raw file turned out to be: nothing of it is to be relied on, or all but some lines, counted from 1. */
export type CheckedFile = { readonly damage: string } | { readonly flaws: ReadonlyMap<number, string> }

/** Checks a whole raw file, each line by itself and all of them against what the manifest says. */
export async function checkRawFile(path: string, file: RawFile, proof: Proof): Promise<CheckedFile> {
  if (file.events > batchEvents) return { damage: `is said to hold ${file.events} events; no file has so many` }
  const flaws = new Map<number, string>()
  const tally = openTally()
  let lines = 0
  try {
    for await (const line of readLines(createReadStream(path))) {
      lines += 1
      if (lines > file.events) return { damage: `holds more than the ${file.events} events that it is said to hold` }
      const parsed = parseLine(line)
      if ('event' in parsed) tally.add(parsed.event)
      const flaw = 'flaw' in parsed ? parsed.flaw : await flawOfEvent(proof, parsed.event, file)
      if (flaw !== undefined) flaws.set(lines, flaw)
    }
  } catch (error) {
    if (error instanceof Unreadable) return { damage: error.message }
    throw error
  }
  if (lines !== file.events) return { damage: `holds ${lines} events, not ${file.events}` }
  const count = tally.count()
  // A line that cannot be read has no checksum to add: then the line is what is reported.
  if (same(file, count) || flaws.size > 0) return { flaws }
  return { damage: `has the checksum ${count.checksum}, not ${file.checksum}` }
}

/** The events of a raw file that was checked, but for the lines that are flawed. */
export async function* readEvents(path: string, flaws: ReadonlyMap<number, string>): AsyncGenerator<ArchivedEvent> {
  let lines = 0
  for await (const line of readLines(createReadStream(path))) {
    lines += 1
    if (!flaws.has(lines)) yield JSON.parse(line.toString('utf8'))
  }
}

const mostTold = 20

/** The flaws of a file as problems, the first twenty of them. */
export function problemsOf(name: string, flaws: ReadonlyMap<number, string>): { name: string; problem: string }[] {
  const told = [...flaws].slice(0, mostTold).map(([line, flaw]) => ({ name, problem: `line ${line} ${flaw}` }))
  const more = flaws.size - told.length
  return more > 0 ? [...told, { name, problem: `${more} more lines are as wrong` }] : told
}
