import { type Static, Type } from 'typebox'
import { datatypes } from './tensor.ts'

const Parameters = Type.Record(
  Type.String({ maxLength: 100 }),
  Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  {
    description: 'Texts, numbers and booleans only',
  },
)

const tensor = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  shape: Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 16 }),
  datatype: Type.String({ enum: [...datatypes] }),
  parameters: Type.Optional(Parameters),
  data: Type.Array(Type.Unknown(), {
    description: 'Flat, or nested by the shape; row by row. INT64 and UINT64 may also be texts of digits',
  }),
}

/** The longest name or version of a model. */
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' })

/** A request of the Open Inference Protocol v2, with the names that its REST form has in the path. */
export const InferenceRequestSchema = Type.Object(
  {
    model_name: Name,
    model_version: Type.Optional(Name),
    id: Type.Optional(Type.String({ maxLength: 200 })),
    parameters: Type.Optional(Parameters),
    inputs: Type.Array(Type.Object(tensor, { additionalProperties: false }), { minItems: 1, maxItems: 100 }),
    outputs: Type.Optional(
      Type.Array(
        Type.Object({ name: tensor.name, parameters: Type.Optional(Parameters) }, { additionalProperties: false }),
        { maxItems: 100, description: 'Which outputs to answer; all, if left out' },
      ),
    ),
  },
  { additionalProperties: false },
)
export type InferenceRequest = Static<typeof InferenceRequestSchema>

export const InferenceAnswerSchema = Type.Object({
  model_name: Type.String(),
  model_version: Type.Optional(Type.String()),
  id: Type.Optional(Type.String()),
  parameters: Type.Optional(Parameters),
  outputs: Type.Array(Type.Object(tensor)),
})
export type InferenceAnswer = Static<typeof InferenceAnswerSchema>
