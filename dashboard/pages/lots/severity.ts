import type { Cell, Tone } from '../../panels/table.ts'

const tones: Readonly<Record<string, Tone>> = {
  moderate: 'warn',
  severe: 'bad',
  life_threatening: 'bad',
  death: 'bad',
}

export const severityTone = (severity: Cell): Tone | undefined => tones[String(severity).replaceAll(' ', '_')]

/** "life threatening": as it is read. */
export const severityTitle = (severity: string) => severity.replaceAll('_', ' ')
