import type { ReactNode } from 'react'
import type { Answer, Ask } from '../api/ask.ts'
import type { Measure } from '../api/catalogue.ts'
import type { FilterDimension } from '../api/dimension-names.ts'
import type { Scope } from '../api/generated/contract.ts'
import type { View } from '../filters/view.ts'
import type { Table } from './table.ts'

export interface ShowContext {
  readonly view: View
  readonly measures: ReadonlyMap<string, Measure>
  /** Narrows the page to a value, where the page can be narrowed by that dimension; undefined where it cannot. */
  readonly pick: (dimension: string) => ((value: string) => void) | undefined
  /** Whether the panel fills the screen. */
  readonly large: boolean
  readonly nowMs: number
}

/** What a panel makes of its answers. */
export interface Shown {
  /** The numbers behind the drawing; null where there is nothing to show. */
  readonly table: Table | null
  /** Undefined where the table is all there is. */
  readonly chart?: ReactNode
  /** Why there is nothing, where `table` is null. */
  readonly reason?: string
  /** What must be said beside the numbers: that they are the largest few, or a sample. */
  readonly note?: string
}

/** What events of all of these types carry, or of any where none is named; and what else the answer can be cut by. */
export interface ByEvents {
  readonly events: readonly string[]
  readonly and?: readonly FilterDimension[]
}

/** A place on a page with one question in it. `definePanel` makes one of a declaration. */
export interface Panel {
  /** Unique on its page; in the address while the panel fills the screen. */
  readonly id: string
  readonly title: string
  /** One line below the title. */
  readonly question?: string
  /** The measures that it shows, by id. */
  readonly metrics: readonly string[]
  /** What it can be cut by beyond, or instead of, what its measures allow. */
  readonly cutBy: readonly FilterDimension[] | 'measures' | ByEvents
  /** Twelfths of the page. */
  readonly width: 4 | 6 | 8 | 12
  /** In words, where it is no measure. */
  readonly formula?: string
  /** The scope that a session needs beyond reading figures. */
  readonly scope?: Scope
  /** The first answer is the one shown; further ones are compared with it. */
  readonly ask: (view: View) => readonly Ask[]
  readonly show: (answers: readonly Answer[], context: ShowContext) => Shown
}

interface Declared<A extends Answer>
  extends Omit<Panel, 'show' | 'metrics' | 'cutBy' | 'width'>,
    Partial<Pick<Panel, 'metrics' | 'cutBy' | 'width'>> {
  readonly show: (answers: readonly [A, ...A[]], context: ShowContext) => Shown
}

/** Declares a panel over answers of one form. Without measures it says itself what it can be cut by. */
export const definePanel = <A extends Answer>({ show, ...declared }: Declared<A>): Panel => ({
  metrics: [],
  cutBy: declared.metrics === undefined ? [] : 'measures',
  width: 6,
  ...declared,
  show: (answers, context) => show(answers as unknown as readonly [A, ...A[]], context),
})

/** Panels that belong together; the title is left out where a page has only one group. */
export interface PanelGroup {
  readonly title?: string
  /** What its panels are asked beyond the filters; stands above them. */
  readonly controls?: ReactNode
  readonly panels: readonly Panel[]
}
