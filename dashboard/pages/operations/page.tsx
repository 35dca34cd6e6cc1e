import { rate, total } from '../../figures/figure.ts'
import type { PageDeclaration } from '../../page-frame/page.ts'
import { PanelPage } from '../../page-frame/panel-page.tsx'
import { trend } from '../../panels/kinds/trend.tsx'
import { audit } from './audit.tsx'
import { batches } from './batches.tsx'
import { completeness } from './completeness.tsx'
import { deadLetters } from './dead-letters.tsx'
import { lag } from './lag.ts'
import { rejections } from './rejections.tsx'

const received = trend({
  id: 'received',
  title: 'Accepted and rejected',
  question: 'Events by outcome',
  metrics: ['events_received', 'events_rejected'],
  absent: 0,
})

export const operations: PageDeclaration = {
  title: 'Operations',
  figures: [
    {
      title: 'Ingestion',
      figures: [
        total('events_received', 'neither'),
        total('events_rejected', 'less'),
        rate('ingestion_error_rate', 'less'),
        rate('dlq_size', 'less'),
        rate('consumer_lag', 'less'),
      ],
    },
  ],
  panels: [
    { title: 'Completeness', panels: [completeness, deadLetters] },
    { title: 'Pipeline', panels: [received, rejections, lag, batches, audit] },
  ],
}

export const Page = () => <PanelPage page={operations} />
