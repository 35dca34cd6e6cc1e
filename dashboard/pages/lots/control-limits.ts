import type { LotRow } from './answer.ts'

/** What the service says of a lot's rate against the control limits. */
export type Standing = NonNullable<LotRow['standing']>

export const standingTitles: Readonly<Record<Standing, string>> = {
  far_above: 'above the 99.8 % limit',
  above: 'above the 95 % limit',
  within: 'within the limits',
  below: 'below the 95 % limit',
}
