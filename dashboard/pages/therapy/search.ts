import type { FilterDimension } from '../../api/dimension-names.ts'

/** What orders can be held apart by, and what each is called. */
export const cuts = {
  lot: 'Lot',
  firmware: 'Firmware',
  region: 'Region',
  product_id: 'Product',
} as const satisfies Partial<Record<FilterDimension, string>>

export type Cut = keyof typeof cuts

export interface TherapySearch {
  by?: Cut
}

export const defaultCut: Cut = 'lot'

export const isCut = (word: unknown): word is Cut => typeof word === 'string' && Object.hasOwn(cuts, word)

export const parseTherapySearch = ({ by }: Readonly<Record<string, unknown>>): TherapySearch =>
  isCut(by) ? { by } : {}
