import { type Static, Type } from 'typebox'
import { type Tensor, type TensorSpec, TensorSpecSchema } from './tensor.ts'

export const modelStates = ['ready', 'unavailable', 'not_enough_data'] as const
export type ModelState = (typeof modelStates)[number]

/** What a tenant is told of a model. */
export const ModelSchema = Type.Object({
  name: Type.String(),
  version: Type.String({ description: 'Empty where a model server names none' }),
  platform: Type.String({ description: '`pocm` for models that are built in; else what the model server says' }),
  inputs: Type.Array(TensorSpecSchema),
  outputs: Type.Array(TensorSpecSchema),
  trained_on: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'What it was fitted on, such as the range and the number of examples; null where it is not known',
  }),
  metrics: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'How well it did on what it was not fitted on; null where it is not known',
  }),
  state: Type.String({ enum: [...modelStates] }),
})
export type KnownModel = Omit<Static<typeof ModelSchema>, 'state' | 'inputs' | 'outputs'> & {
  readonly state: ModelState
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
}

/** What a model is called and takes. A server may not say what a model takes or gives: the lists are empty then. */
export type ModelMetadata = Pick<KnownModel, 'name' | 'version' | 'platform' | 'inputs' | 'outputs'>

export type ParameterValue = string | number | boolean

export interface Question {
  readonly inputs: ReadonlyMap<string, Tensor>
  readonly parameters: Readonly<Record<string, ParameterValue>>
}

/** A model that this service works out by itself. */
export interface BuiltInModel extends ModelMetadata {
  /** Inputs that may be left out. */
  readonly optional: ReadonlySet<string>
  /** @throws Failure not_enough_data, invalid_request */
  infer(question: Question): Promise<readonly Tensor[]>
}
