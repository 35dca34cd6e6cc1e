import type { PageDeclaration } from '../page.ts'
import { figures } from './figures.ts'

export const overview: PageDeclaration = {
  title: 'Overview',
  figures,
  panels: [],
  later: async () => (await import('./panels.ts')).overviewPanels,
}
