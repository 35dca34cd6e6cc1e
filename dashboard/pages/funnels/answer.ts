import type { Answer } from '../../api/ask.ts'

/** How many came this far, and how. */
export interface StepCount {
  readonly type: string
  readonly action: string
  readonly count: number
  /** Of the first step. */
  readonly conversion: number | null
  /** Of the step before. */
  readonly drop_off: number | null
  readonly median_seconds: number | null
  readonly p90_seconds: number | null
}

export interface FunnelAnswer extends Answer {
  readonly steps: readonly StepCount[]
  readonly breakdown?: readonly { readonly value: string | null; readonly steps: readonly StepCount[] }[]
}

export interface JourneysAnswer extends Answer {
  /** `name` is an event (`product.viewed`), `other` or `end`. */
  readonly nodes: readonly {
    readonly id: string
    readonly level: number
    readonly name: string
    readonly count: number
  }[]
  readonly links: readonly {
    readonly source: string
    readonly target: string
    readonly count: number
    readonly median_seconds: number | null
  }[]
  readonly paths: readonly { readonly steps: readonly string[]; readonly count: number; readonly share: number }[]
  /** How many set out. */
  readonly starts: number
}
