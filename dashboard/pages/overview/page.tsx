import type { PageDeclaration } from '../../page-frame/page.ts'
import { PanelPage } from '../../page-frame/panel-page.tsx'
import { figures } from './figures.ts'
import { NeedsAttention } from './needs-attention.tsx'

export const overview: PageDeclaration = {
  title: 'Overview',
  figures,
  panels: [],
  later: async () => (await import('./panels.ts')).overviewPanels,
}

export const Page = () => <PanelPage page={overview} lead={<NeedsAttention />} />
