import type { Surroundings } from '../insights/incident/request.ts'
import type { Clock, Incident, MissingField } from './report.ts'

/** A reading of the device around the incident. */
export interface Reading {
  readonly id: string
  readonly at: string
  readonly metric: string
  readonly value: number
  readonly unit: string | null
}

/** All that a file says of an incident, in the clear. */
export interface IncidentFile {
  readonly incident: Incident
  readonly clock: Clock
  readonly missing: readonly MissingField[]
  readonly market: Surroundings['market']
  readonly similar_by: Surroundings['similar_by']
  /** Oldest first. */
  readonly readings: readonly Reading[]
  /** When it was written, RFC 3339. */
  readonly written_at: string
}
