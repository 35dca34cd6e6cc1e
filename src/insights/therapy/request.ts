import { type Static, Type } from 'typebox'
import { MetaSchema, spanProperties } from '../question.ts'

/** What becomes of the orders placed in a range, up to a therapy that is kept to. */
export const TherapyRequestSchema = Type.Object(
  {
    ...spanProperties,
    by: Type.Optional(
      Type.String({
        enum: ['lot', 'firmware', 'region', 'product_id'],
        description:
          'Cuts by it; an order is in each of its lots and products, and has the firmware of its first device',
      }),
    ),
  },
  { additionalProperties: false },
)
export type TherapyRequest = Static<typeof TherapyRequestSchema>

const Maybe = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })

const WithDevice = Type.Integer({
  description:
    'Orders with a product that comes with a device: refills and accessories stand in no denominator after the first step. ' +
    'All of them, where no event tells which products do',
})

const Steps = Type.Array(
  Type.Object({
    id: Type.String({
      enum: ['ordered', 'shipped', 'delivered', 'activated', 'adherent', 'adverse_event', 'refunded'],
    }),
    count: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Orders that came this far, through all steps before; null where it is a small cell of the tenant',
    }),
    conversion: Maybe(
      'Share of the orders with a device; of an adverse event: of those activated; of a refund: of all orders',
    ),
    drop_off: Maybe(
      'Share of the step before (for shipped: of the orders with a device) that did not come here; null for the first step and for outcomes',
    ),
    median_days: Maybe(
      'From the step before; an adverse event from activation, a refund from the order; null for adherent, which is ' +
        'judged over all days recorded and has no moment',
    ),
    p90_days: Maybe('As median_days'),
  }),
)
export type TherapySteps = Static<typeof Steps>

export const TherapyAnswerSchema = Type.Object({
  steps: Steps,
  with_device: WithDevice,
  breakdown: Type.Optional(
    Type.Array(
      Type.Object({ value: Type.Union([Type.String(), Type.Null()]), steps: Steps, with_device: WithDevice }),
      {
        description: 'The twenty values with the most orders',
      },
    ),
  ),
  meta: MetaSchema,
})
export type TherapyAnswer = Static<typeof TherapyAnswerSchema>
