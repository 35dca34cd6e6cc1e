import { rate, total } from '../figure.ts'
import type { PageDeclaration } from '../page.ts'
import { audit } from './audit.tsx'
import { completeness } from './completeness.tsx'
import { deadLetters } from './dead-letters.tsx'
import { lag } from './lag.ts'
import { received } from './received.ts'
import { rejections } from './rejections.tsx'

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
    { title: 'On the way', panels: [received, rejections, lag, audit] },
  ],
}
