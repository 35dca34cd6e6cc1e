import { rate, total } from '../../figures/figure.ts'
import type { PageDeclaration } from '../../page-frame/page.ts'
import { PanelPage } from '../../page-frame/panel-page.tsx'
import { trend } from '../../panels/kinds/trend.tsx'
import { audit } from './audit.tsx'
import { batches } from './batches.tsx'
import { completeness } from './completeness.tsx'
import { configuration } from './configuration.ts'
import { deadLetters } from './dead-letters.tsx'
import { keeperTasks } from './keeper-tasks.ts'
import { lag } from './lag.ts'
import { predictionCalibration, predictionComparison, predictionQuality } from './predictions.ts'
import { rejectedEvents } from './rejected-events.tsx'
import { rejections } from './rejections.tsx'
import { serviceHealth } from './service-health.tsx'

const received = trend({
  id: 'received',
  title: 'Accepted and rejected',
  question: 'Events by outcome',
  metrics: ['events_received', 'events_rejected'],
  absent: 0,
})

export const operations: PageDeclaration = {
  title: 'Operations',
  wall: true,
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
    { title: 'Health', panels: [serviceHealth] },
    { title: 'Completeness', panels: [completeness, deadLetters] },
    { title: 'Pipeline', panels: [received, rejections, rejectedEvents, lag, keeperTasks] },
    { title: 'Models', panels: [predictionQuality, predictionComparison, predictionCalibration] },
    { title: 'Activity', panels: [batches, audit, configuration] },
  ],
}

export const Page = () => <PanelPage page={operations} />
