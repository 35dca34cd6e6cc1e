import type { Icon } from '@tabler/icons-react'
import type { Scope } from '../api/generated/contract.ts'

/** A page as the navigation and the command palette name it; its key leads there. */
export interface NavigationPage {
  readonly to: string
  readonly title: string
  readonly key: string
  readonly icon: Icon
  /** The scope that the page needs, or several of which one suffices; it is not shown to those who have none. */
  readonly scope?: Scope | readonly Scope[]
}

/** How many pages the bar of a phone shows beside "More". */
export const inBar = 4
