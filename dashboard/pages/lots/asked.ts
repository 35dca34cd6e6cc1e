import { writeAddress } from '../../api/address.ts'
import type { Ask } from '../../api/ask.ts'
import type { View } from '../../filters/view.ts'
import type { LotRow } from './answer.ts'

/** Over what lots are shown: their whole life, since a recall does not end with a range, or the range of the page. */
export type LotSpan = 'life' | 'range'

/** A question about lots: the range and its zone are all that it takes. */
export const askLots = (path: string, { range: { from, to }, timezone }: View, span: LotSpan): Ask => ({
  method: 'GET',
  path: `${path}${writeAddress(span === 'life' ? { timezone } : { from, to, timezone })}`,
})

/** The lots that pass the filters. The service returns all, since each is compared with the others of its product. */
export const filtered = (lots: readonly LotRow[], { filters }: View): readonly LotRow[] =>
  lots.filter(
    ({ lot, product_id }) =>
      (filters.lot?.includes(lot) ?? true) && (filters.product_id?.includes(product_id ?? '') ?? true),
  )

/** All panels of a lot's page ask the same, and so share one answer. */
export const askLot = (lot: string, view: View, span: LotSpan): Ask =>
  askLots(`/analytics/lots/${encodeURIComponent(lot)}`, view, span)
