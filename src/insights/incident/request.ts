import { type Static, Type } from 'typebox'
import { MetaSchema } from '../question.ts'

/** What the warehouse knows around the report of an incident. */
export interface SurroundingsRequest {
  readonly report_id: string
  readonly lot: string | null
  readonly severity: string | null
  readonly imdrf_codes: readonly string[]
}

export const SurroundingsSchema = Type.Object({
  product_id: Type.Union([Type.String(), Type.Null()], { description: 'Of the lot, by the events of its making' }),
  similar_by: Type.Union([Type.Literal('imdrf_codes'), Type.Literal('severity')], {
    description:
      'Reports of the product with a code of annex A in common; of the same severity where this report has none',
  }),
  market: Type.Array(
    Type.Object({
      year: Type.Integer(),
      region: Type.String({ enum: ['EEA', 'rest of the world', 'unknown'] }),
      incidents: Type.Integer({ description: 'Similar reports, without this one, by when they were first reported' }),
      units_sold: Type.Number({ description: 'Units of the product in orders placed' }),
    }),
    { description: 'The newest year first' },
  ),
  meta: MetaSchema,
})
export type Surroundings = Static<typeof SurroundingsSchema>
