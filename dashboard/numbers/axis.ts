import type { Bucket } from './buckets.ts'

/** The time axis of an answer and of the period before it, step by step beside each other. */
export interface Axis {
  readonly buckets: readonly Bucket[]
  readonly previous: readonly Bucket[]
  readonly zone: string
  /** Where the range ends. */
  readonly endMs: number
  /** The period before, as a whole; null where there is none. */
  readonly compared: Moments | null
}

export interface Moments {
  readonly startMs: number
  readonly endMs: number
}
