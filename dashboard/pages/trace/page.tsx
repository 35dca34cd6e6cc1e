import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Trace as Found, traceQuery } from '../../api/trace.ts'
import { Facts } from '../../charts/facts.tsx'
import { Timeline } from '../../charts/timeline.tsx'
import { eventTitle } from '../../event-step/step.ts'
import { Failure } from '../../feedback/failure.tsx'
import { formatValue } from '../../numbers/value.ts'
import { lotPage, reportPage, subjectPage } from '../../panels/destination.ts'
import { PageLink } from '../../panels/page-link.tsx'
import type { Tone } from '../../panels/table.ts'
import { may, mayAny } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { PageLayout } from '../../shell/page-layout.tsx'
import { formatMoment } from '../../time/moment.ts'
import { statusTone } from '../lots/status.ts'
import { subjectScopes } from '../subjects/search.ts'
import { CloseReport } from './close-report.tsx'
import { traceFacts } from './facts.ts'
import styles from './page.module.css'

/** What a recall looks for is coloured: harm, and what was decided about the batch. */
const toneOf = (type: string, action: string): Tone | undefined =>
  type === 'batch' ? statusTone(action) : type === 'adverse_event' || type === 'refund' ? 'bad' : undefined

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** The way to the page of the report, for those who may open it. */
function ReportLink({ event }: { event: Found['event'] }) {
  const session = useSession()
  const report = event.type === 'adverse_event' ? event.data.report_id : undefined
  if (typeof report !== 'string' || !may(session, 'personal:read')) return null
  return (
    <p className={styles.lot}>
      <PageLink destination={reportPage(report)}>Deadlines and file of report {report}</PageLink>
    </p>
  )
}

/** The ways to the pages of the person and the device that the event is about. */
function SubjectLinks({ trace: { event, device, order } }: { trace: Found }) {
  const session = useSession()
  const user = event.user_id ?? order?.user_id
  const deviceId = event.device_id ?? device?.device_id
  if (!mayAny(session, subjectScopes) || (!user && !deviceId)) return null
  return (
    <p className={styles.lot}>
      {user ? <PageLink destination={subjectPage({ user_id: user })}>Who read this person's data</PageLink> : null}{' '}
      {deviceId ? (
        <PageLink destination={subjectPage({ device_id: deviceId })}>Who read this device's data</PageLink>
      ) : null}
    </p>
  )
}

function Shown({ trace, timezone }: { trace: Found; timezone: string }) {
  const happenings = trace.timeline.map(({ event_id, type, action, occurred_at, label }) => ({
    key: event_id,
    when: formatMoment(occurred_at, timezone),
    what: eventTitle({ type, action }),
    detail: label,
    tone: toneOf(type, action),
    current: event_id === trace.event.id,
  }))
  return (
    <>
      <section className={styles.panel} aria-label="Where it came from">
        <Facts facts={traceFacts(trace, timezone)} />
        <ReportLink event={trace.event} />
        <SubjectLinks trace={trace} />
        {trace.lot === null ? null : (
          <p className={styles.lot}>
            <PageLink destination={lotPage(trace.lot)}>Everything about lot {trace.lot}</PageLink>
          </p>
        )}
      </section>
      <section className={styles.panel} aria-labelledby="timeline">
        <h2 id="timeline" className={styles.title}>
          What happened around it
        </h2>
        <p className={styles.note}>
          {formatValue(happenings.length, 'count', null)} events of this device, order, parcel and lot, times in{' '}
          {timezone}.
        </p>
        <Timeline title="What happened around it" happenings={happenings} />
      </section>
    </>
  )
}

/** From one event back to its lot, its order and its parcel. */
export function Page() {
  const { eventId } = useParams({ from: '/signed-in/trace/$eventId' })
  const { timezone } = useSession()
  const { data, error, isFetching, refetch } = useQuery(traceQuery(eventId))
  return (
    <PageLayout
      title={data === undefined ? 'Trace' : capital(eventTitle(data.event))}
      aside={data === undefined ? null : <CloseReport trace={data} />}
    >
      {error !== null && data === undefined ? (
        <Failure error={error} onRetry={() => void refetch()} retrying={isFetching} />
      ) : null}
      {error === null && data === undefined ? <Skeleton className={styles.waiting} /> : null}
      {data === undefined ? null : <Shown trace={data} timezone={timezone} />}
    </PageLayout>
  )
}
