import { SingleBar } from 'cli-progress'
import type { Tally } from './sender.ts'
import { dateOf } from './time.ts'

/** Shows how far a fill is: a bar on a terminal, a line every few seconds elsewhere; a summary at the end. */
export function reportFill(out: NodeJS.WriteStream | undefined, opened: number, now: () => number) {
  const began = now()
  const bar = new SingleBar({
    format: 'Filling {bar} {percentage}% | {date} | {events} events | {rate} events/s',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 2000,
    ...(out === undefined ? {} : { stream: out }),
  })
  const secondsSince = () => Math.max(0.001, (now() - began) / 1000)
  const shown = (at: number, tally: Tally) => ({
    date: dateOf(at),
    events: sentOf(tally).toLocaleString('en'),
    rate: Math.round(sentOf(tally) / secondsSince()).toLocaleString('en'),
  })
  const nothing = { accepted: 0, duplicates: 0, rejected: 0, reasons: {} }
  if (out !== undefined) bar.start(began - opened, 0, shown(opened, nothing))

  return {
    update(at: number, tally: Tally): void {
      if (out !== undefined) bar.update(Math.min(at, began) - opened, shown(at, tally))
    },
    /** Writes the summary and gives the seconds that it took. */
    end(tally: Tally): number {
      const seconds = secondsSince()
      if (out !== undefined) {
        bar.stop()
        out.write(summary(tally, seconds, dateOf(opened)))
      }
      return seconds
    },
  }
}

const sentOf = ({ accepted, duplicates, rejected }: Tally) => accepted + duplicates + rejected

/** One line: what was sent, how long it took, and what the service said of it. */
export function summary(tally: Tally, seconds: number, since: string): string {
  const { accepted, duplicates, rejected, reasons } = tally
  const sent = sentOf(tally)
  const why = Object.entries(reasons).map(([reason, count]) => `${reason}: ${count}`)
  const parts = [`${accepted.toLocaleString('en')} new`, `${duplicates.toLocaleString('en')} known before`]
  if (rejected > 0) parts.push(`${rejected.toLocaleString('en')} rejected (${why.join(', ')})`)
  const rate = Math.round(sent / seconds).toLocaleString('en')
  const head = `${sent.toLocaleString('en')} events since ${since} in ${seconds.toFixed(1)} s (${rate} events/s)`
  return `${head}: ${parts.join(', ')}\n`
}
