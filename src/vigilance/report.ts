import type { ShownEvent, StoredEvent } from '../events/envelope.ts'
import { type ClockState, classOf, type Deadline, deadlinesOf, type IncidentClass, stateOf } from './clock.ts'

/** What the events of a report tell of an incident; null where none says it. */
export interface Incident {
  readonly report_id: string
  readonly status: 'reported' | 'updated' | 'closed'
  readonly severity: string | null
  readonly occurred_at: string
  readonly aware_at: string | null
  readonly reportable: boolean | null
  readonly outcome: string | null
  readonly imdrf_codes: readonly string[]
  readonly product_id: string | null
  readonly device_type: string | null
  readonly device_id: string | null
  readonly lot: string | null
  readonly serial: string | null
  readonly udi: string | null
  readonly firmware: string | null
  readonly country: string | null
  readonly user_id: string | null
  readonly term: string | null
  readonly narrative: string | null
}

/** A report that may have to be filed, and until when. */
export interface Clock {
  readonly class: IncidentClass | null
  readonly state: ClockState
  /** From when time runs: the recorded awareness, else when the first event of the report was received. */
  readonly since: string
  readonly is_assumed: boolean
  readonly deadlines: readonly Deadline[]
}

type Told = StoredEvent | ShownEvent
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

/**
 * Folds the events of a report, oldest first: what was reported last counts, and the incident is of when it was first
 * reported.
 */
export function incidentOf(events: readonly [Told, ...Told[]], product_id: string | null): Incident {
  const [first] = events
  const last = events.at(-1) as Told
  const told = (name: string) => text(events.findLast(({ data }) => text(data[name]) !== null)?.data[name])
  const marked = events.findLast(({ data }) => typeof data.reportable === 'boolean')?.data.reportable
  const codes = events.findLast(({ data }) => Array.isArray(data.imdrf_codes))?.data.imdrf_codes as string[] | undefined
  return {
    report_id: String(first.data.report_id),
    status: last.action as Incident['status'],
    severity: told('severity'),
    occurred_at: first.occurred_at,
    aware_at: told('aware_at'),
    reportable: typeof marked === 'boolean' ? marked : null,
    outcome: told('outcome'),
    imdrf_codes: codes ?? [],
    product_id,
    device_type: told('device_type'),
    device_id: events.findLast(({ device_id }) => device_id !== null)?.device_id ?? null,
    lot: told('lot'),
    serial: told('serial'),
    udi: told('udi'),
    firmware: told('firmware'),
    country: text(events.findLast(({ context }) => text(context.country) !== null)?.context.country),
    user_id: events.findLast(({ user_id }) => user_id !== null)?.user_id ?? null,
    term: told('term'),
    narrative: told('narrative'),
  }
}

/** @param receivedAt when the first event of the report was received */
export function clockOf(incident: Incident, receivedAt: string, nowMs: number): Clock {
  const found = classOf(incident.severity, incident.imdrf_codes, incident.reportable)
  const since = incident.aware_at ?? receivedAt
  const deadlines = found === undefined ? [] : deadlinesOf(found, Date.parse(since), nowMs)
  return {
    class: found ?? null,
    state: stateOf(deadlines, incident.status === 'closed'),
    since,
    is_assumed: incident.aware_at === null,
    deadlines,
  }
}

/** Fields that an authority asks for, by the section of the form that they belong to. */
const asked = {
  aware_at: 'administrative',
  product_id: 'device',
  lot: 'device',
  serial: 'device',
  udi: 'device',
  device_type: 'device',
  severity: 'incident',
  country: 'incident',
  term: 'incident',
  narrative: 'incident',
  outcome: 'patient',
} as const satisfies { [name in keyof Incident]?: string }

export interface MissingField {
  readonly field: string
  readonly section: 'administrative' | 'device' | 'incident' | 'patient'
}

/** What has to be found out before the report is ready to file. */
export function missingFields(incident: Incident): MissingField[] {
  const missing: MissingField[] = Object.entries(asked).flatMap(([field, section]) =>
    incident[field as keyof Incident] === null ? [{ field, section }] : [],
  )
  const chapters = new Set(incident.imdrf_codes.map((code) => code.slice(0, 1).toUpperCase()))
  // A: what went wrong with the device; E: clinical signs; F: what it did to the person's health.
  const codes = ['A', 'E', 'F'].filter((annex) => !chapters.has(annex))
  return [...missing, ...codes.map((annex) => ({ field: `imdrf_codes: annex ${annex}`, section: 'incident' as const }))]
}
