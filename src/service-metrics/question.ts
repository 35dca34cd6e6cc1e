/** A question about one record: a range of moments (RFC 3339), cut into buckets in a zone, by dimensions and filters. */
export interface MetricQuestion {
  readonly record: string
  readonly range: { readonly from: string; readonly to: string }
  readonly granularity: 'hour' | 'day' | 'week' | 'month' | 'total'
  readonly zone: string
  readonly dimensions: readonly string[]
  readonly filters: readonly { readonly dimension: string; readonly values: readonly string[] }[]
}

/** `time` is null for total; `keys` stand in the order of the dimensions, '' for none. */
export interface RecordCell {
  readonly time: string | null
  readonly keys: readonly string[]
  readonly value: number
}

export interface Recorded {
  readonly cells: readonly RecordCell[]
  /** Over the range; null where nothing was measured. */
  readonly total: number | null
}
