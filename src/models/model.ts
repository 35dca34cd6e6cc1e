import { type Static, Type } from 'typebox'
import type { AnswerQuestion } from '../warehouse/ask.ts'
import { type Tensor, type TensorSpec, TensorSpecSchema } from './tensor.ts'

export const modelStates = ['ready', 'unavailable', 'not_enough_data'] as const
export type ModelState = (typeof modelStates)[number]

/** What a tenant sees of a model. */
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

/** Asks the warehouse for the tenant of a call, with the tenant's settings. */
export type AskTenant = <Request, Answer>(answer: AnswerQuestion<Request, Answer>, request: Request) => Promise<Answer>

export interface Question {
  readonly inputs: ReadonlyMap<string, Tensor>
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly ask: AskTenant
}

/** What a model was fitted on for a tenant, and how well it did. */
export type Fitting = Pick<KnownModel, 'trained_on' | 'metrics' | 'state'>

/** A model that this service works out by itself. */
export interface BuiltInModel extends ModelMetadata {
  /** Inputs that may be left out. */
  readonly optional: ReadonlySet<string>
  /** @throws Failure not_enough_data, invalid_request, and as questions to the warehouse */
  infer(question: Question): Promise<readonly Tensor[]>
  /**
   * Of a model that is fitted to each tenant's own history: what that came to, with the usual parameters.
   * @throws Failure not_enough_data, and as questions to the warehouse
   */
  describe?(ask: AskTenant): Promise<Fitting>
}
