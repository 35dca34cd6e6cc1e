/** What is known of a payment when it is begun. */
export interface PaymentFacts {
  readonly gateway: string
  readonly method: string
  /** '' where it is not known. */
  readonly country: string
  readonly currency: string
  readonly amount: number
  /** 0 to 23, in the tenant's zone. */
  readonly hour: number
  /** 1 for the first payment of an order. */
  readonly attempt: number
  /** From 0 to 1, as recorded when the payment was begun; null where it was not. */
  readonly risk: number | null
}

/** A payment, and when what came of it; milliseconds since 1970. */
export interface PaymentAttempt extends PaymentFacts {
  readonly begun: number
  readonly failed: number | null
  readonly captured: number | null
}

/** Whether a payment had failed by a moment: undefined while it is open. One that was captured has not. */
export function hasFailedBy({ failed, captured }: PaymentAttempt, moment: number): boolean | undefined {
  if (captured !== null && captured < moment) return false
  return failed !== null && failed < moment ? true : undefined
}
