import type { Cell, Tone } from '../../panels/table.ts'
import type { LotStatus } from './answer.ts'

const tones: Readonly<Partial<Record<LotStatus, Tone>>> = { released: 'good', quarantined: 'warn', recalled: 'bad' }

/** The colour of a lot's state, beside its name. */
export const statusTone = (status: Cell): Tone | undefined => tones[status as LotStatus]
