import { writeAddress } from '../../api/address.ts'
import type { Answer } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { BarList } from '../../charts/bar-list.tsx'
import { definePanel } from '../../panels/panel.ts'

type Ingestion = Answered<'GET /analytics/operations/ingestion'> & Answer

const count = new Intl.NumberFormat('en')

export const rejections = definePanel<Ingestion>({
  id: 'rejections',
  title: 'Rejections by reason',
  question: 'Rejected events by reason and source',
  formula: 'events refused over HTTP and from Kafka, by the reason that the sender was given',
  ask: ({ range }) => {
    const bounds = { from: new Date(range.startMs).toISOString(), to: new Date(range.endMs).toISOString() }
    return [{ method: 'GET', path: `/analytics/operations/ingestion${writeAddress(bounds)}` }]
  },
  show: ([{ reasons }]) => {
    if (reasons.length === 0) return { table: null, reason: 'No rejected events in this range.' }
    return {
      table: {
        columns: [
          { id: 'source', title: 'Source', unit: 'text' },
          { id: 'reason', title: 'Reason', unit: 'text' },
          { id: 'count', title: 'Events', unit: 'count' },
        ],
        rows: reasons.map((it) => [it.source, it.reason, it.count]),
        currency: null,
      },
      chart: (
        <BarList
          title="Rejections by reason"
          bars={reasons.map((it) => ({
            key: `${it.source} ${it.reason}`,
            title: `${it.reason.replaceAll('_', ' ')} (${it.source === 'http' ? 'HTTP' : 'Kafka'})`,
            value: it.count,
            text: count.format(it.count),
            full: String(it.count),
            tone: 'bad',
          }))}
        />
      ),
    }
  },
})
