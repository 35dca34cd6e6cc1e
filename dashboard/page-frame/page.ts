import type { FigureGroup } from '../figures/figure.ts'
import type { PanelGroup } from '../panels/panel.ts'

/** A page of figures and panels, as a declaration. Its first figure is the large one until another is chosen. */
export interface PageDeclaration {
  readonly title: string
  /** Whether it is offered for a wall display. */
  readonly wall?: boolean
  readonly figures: readonly [FigureGroup, ...FigureGroup[]]
  readonly panels: readonly PanelGroup[]
  /** Further panels whose code is loaded only when scrolled near: for a page that must appear at once. */
  readonly later?: () => Promise<readonly PanelGroup[]>
}
