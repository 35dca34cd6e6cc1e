import { writeAddress } from '../../api/address.ts'
import type { Answer } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { definePanel } from '../../panels/panel.ts'
import { formatMoment } from '../../time/moment.ts'
import styles from './rejected-events.module.css'

type Rejections = Answered<'GET /analytics/operations/rejections'> & Answer
type Group = Rejections['rejections'][number]

const count = new Intl.NumberFormat('en')
const shownAtOnce = 8

const fieldOf = ({ path, message, reason }: Group) =>
  path === '' ? reason.replaceAll('_', ' ') : `${path.slice(1).replaceAll('/', '.')} ${message}`

const senderOf = ({ producer, credential }: Group) =>
  producer === '' ? `unknown producer, key ${credential}` : `${producer}, key ${credential}`

/** What senders do wrong, so that one can tell them. */
export const rejectedEvents = definePanel<Rejections>({
  id: 'rejected_events',
  title: 'Rejections by producer and field',
  question: 'Open a row for a masked sample of the newest event',
  formula:
    'events rejected over HTTP by API key, producer, event type and field at fault, by whole days (UTC) and for 90 days; a producer is named once an event of it was accepted',
  width: 12,
  ask: ({ range }) => {
    const bounds = { from: new Date(range.startMs).toISOString(), to: new Date(range.endMs).toISOString() }
    return [{ method: 'GET', path: `/analytics/operations/rejections${writeAddress(bounds)}` }]
  },
  show: ([{ rejections }], { view, large }) => {
    if (rejections.length === 0) return { table: null, reason: 'No events were rejected over HTTP on these days.' }
    const shown = rejections.slice(0, large ? rejections.length : shownAtOnce)
    return {
      table: {
        columns: [
          { id: 'producer', title: 'Producer', unit: 'text' },
          { id: 'credential', title: 'API key', unit: 'text' },
          { id: 'type', title: 'Event type', unit: 'text' },
          { id: 'reason', title: 'Reason', unit: 'text' },
          { id: 'path', title: 'Field', unit: 'text' },
          { id: 'message', title: 'Problem', unit: 'text' },
          { id: 'count', title: 'Events', unit: 'count' },
          { id: 'last_at', title: 'Last', unit: 'text' },
        ],
        rows: rejections.map((it) => [
          ...[it.producer || null, it.credential, it.type || null, it.reason.replaceAll('_', ' ')],
          ...[it.path || null, it.message || null, it.count, it.last_at],
        ]),
        currency: null,
      },
      chart: (
        <ul className={styles.groups}>
          {shown.map((it) => (
            <li key={[it.credential, it.producer, it.type, it.reason, it.path].join(' ')}>
              <details>
                <summary>
                  <span className={styles.count}>{count.format(it.count)}</span>
                  <span className={styles.what}>
                    {it.type || 'unknown event type'}: {fieldOf(it)}
                    <span className={styles.from}>
                      {senderOf(it)}, last {formatMoment(it.last_at, view.timezone)}
                    </span>
                  </span>
                  <span className={styles.open}>Sample</span>
                </summary>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too */}
                <section className={styles.sample} tabIndex={0} aria-label="Masked sample">
                  <pre>{JSON.stringify(it.sample, null, 2)}</pre>
                </section>
              </details>
            </li>
          ))}
        </ul>
      ),
      ...(rejections.length > shown.length
        ? { note: `The ${shown.length} most frequent of ${rejections.length}; more in full screen.` }
        : {}),
    }
  },
})
