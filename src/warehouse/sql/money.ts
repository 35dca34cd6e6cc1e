/** One exchange rate of a tenant: a unit of `currency` is worth `rate` of the reporting currency from then on. */
export interface Rate {
  readonly currency: string
  /** RFC 3339, a whole UTC hour. */
  readonly valid_from: string
  /** A decimal number, up to twelve digits behind the point. */
  readonly rate: string
}

/** A month of UTC, `2026-10`, of which a policy removed the events of a type. */
export interface RemovedMonth {
  readonly type: string
  readonly month: string
}

/** What a tenant's amounts are converted into, by which rates, and in which time zone its own days are (UTC without one). */
export interface Money {
  readonly reportingCurrency: string
  readonly rates: readonly Rate[]
  readonly timezone?: string
  /** Figures of health that rest on fewer devices are not shown; 0, or nothing: all are. */
  readonly smallCell?: number
  /** Figures that rest on these are not known. */
  readonly removed?: readonly RemovedMonth[]
}
