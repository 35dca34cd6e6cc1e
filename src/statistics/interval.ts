/** An estimate with the limits of its confidence interval, in the estimate's own unit. */
export interface Interval {
  readonly value: number
  readonly low: number
  readonly high: number
}
