import type { Icon } from '@tabler/icons-react'

/** A page as the navigation and the command palette name it; its key leads there. */
export interface NavigationPage {
  readonly to: string
  readonly title: string
  readonly key: string
  readonly icon: Icon
}

/** How many pages the bar of a phone shows beside "More". */
export const inBar = 4
