/** One request of a panel. */
export interface Ask {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Of a POST. */
  readonly body?: object
}

/** What every answer says about itself. */
export interface AnswerMeta {
  readonly fresh_to: string | null
  /** The hour of the first event of the tenant; absent where the answer is from the ledger. */
  readonly data_from?: string | null
  readonly elapsed_ms: number
  /** Absent where the answer is always from events. */
  readonly source?: 'rollup' | 'events'
  readonly currency?: string | null
  readonly truncated?: boolean
  /** The share of events that was read, where not all were. */
  readonly sampled?: number
  readonly sql?: readonly string[]
}

export interface Answer {
  readonly meta: AnswerMeta
}
