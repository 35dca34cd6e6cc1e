import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Flaw } from '../ingest/outcome.ts'
import { Failure } from '../platform/errors.ts'
import { type InferenceAnswer, InferenceAnswerSchema, type InferenceRequest } from './inference.ts'
import type { ModelMetadata } from './model.ts'
import { mismatchOf, readTensor, type SentTensor, type Tensor } from './tensor.ts'

/**
 * Parameters by which a server would read or write something else than the JSON of this call: bytes beside it, memory of its
 * machine, or a state between calls that all tenants would share
 * (https://github.com/triton-inference-server/server/tree/main/docs/protocol).
 */
const refusedParameters = /^(binary_data|shared_memory|sequence_)/

const flawsOfParameters = (parameters: object | undefined, path: string): Flaw[] =>
  Object.keys(parameters ?? {})
    .filter((name) => refusedParameters.test(name))
    .map((name) => ({ path: `${path}/parameters/${name}`, message: 'is of an extension that is not supported' }))

const invalid = (errors: readonly Flaw[]) =>
  new Failure('invalid_request', 'The request does not fit the model.', { errors: errors.slice(0, 100) })

/**
 * The inputs of a request by their names, checked against what the model takes.
 * @param optional inputs that may be left out
 * @throws Failure invalid_request
 */
export function readInputs(
  request: InferenceRequest,
  { inputs: specs, outputs: given }: Pick<ModelMetadata, 'inputs' | 'outputs'>,
  optional: ReadonlySet<string> = new Set(),
): Map<string, Tensor> {
  const flaws = flawsOfParameters(request.parameters, '')
  const inputs = new Map<string, Tensor>()
  for (const [index, sent] of request.inputs.entries()) {
    const path = `/inputs/${index}`
    flaws.push(...flawsOfParameters(sent.parameters, path))
    const tensor = readTensor(sent as SentTensor, path)
    const spec = specs.find(({ name }) => name === sent.name)
    if (inputs.has(sent.name)) flaws.push({ path: `${path}/name`, message: 'comes more than once' })
    else if (Array.isArray(tensor)) flaws.push(...tensor)
    else if (specs.length > 0 && spec === undefined) {
      flaws.push({ path: `${path}/name`, message: `must be one of ${specs.map(({ name }) => name).join(', ')}` })
    } else {
      const mismatch = spec && mismatchOf(tensor, spec)
      if (mismatch !== undefined) flaws.push({ path, message: mismatch })
      inputs.set(sent.name, tensor)
    }
  }
  const sentNames = new Set(request.inputs.map(({ name }) => name))
  const missing = specs.filter(({ name }) => !sentNames.has(name) && !optional.has(name)).map(({ name }) => name)
  if (missing.length > 0) flaws.push({ path: '/inputs', message: `must hold ${missing.join(', ')} too` })
  const names = given.map(({ name }) => name)
  for (const [index, { name, parameters }] of (request.outputs ?? []).entries()) {
    flaws.push(...flawsOfParameters(parameters, `/outputs/${index}`))
    if (names.length > 0 && !names.includes(name)) {
      flaws.push({ path: `/outputs/${index}/name`, message: `must be one of ${names.join(', ')}` })
    }
  }
  if (flaws.length > 0) throw invalid(flaws)
  return inputs
}

/** The outputs that were asked for: all, where the request names none. */
export function chosenOutputs(request: InferenceRequest, outputs: readonly Tensor[]): Tensor[] {
  const asked = request.outputs?.map(({ name }) => name) ?? []
  return outputs.filter(({ name }) => asked.length === 0 || asked.includes(name))
}

const isAnswer = new Ajv2020({ strict: false }).compile<InferenceAnswer>(InferenceAnswerSchema)

/**
 * What a model server answered, checked against the request and the model's metadata.
 * @throws Failure model_failed that says what does not fit, never what was in it
 */
export function readAnswer(
  answer: unknown,
  request: InferenceRequest,
  metadata: ModelMetadata,
): Pick<InferenceAnswer, 'parameters'> & { outputs: Tensor[] } {
  const wrong = (why: string) => new Failure('model_failed', `The model server's answer does not fit: ${why}.`)
  if (!isAnswer(answer)) {
    const { instancePath = '', message = '' } = isAnswer.errors?.[0] ?? {}
    throw wrong(`${instancePath || 'it'} ${message}`)
  }
  const { model_name: name, model_version: version, id } = answer
  if (name !== request.model_name) throw wrong(`it is of the model ${name}`)
  if (request.model_version !== undefined && version !== undefined && version !== request.model_version) {
    throw wrong(`it is of the version ${version}`)
  }
  // A server may leave the id out; one that gives another has mixed up its calls.
  if (id !== undefined && id !== '' && id !== (request.id ?? id)) throw wrong('it has the id of another request')
  const outputs = answer.outputs.map((sent, index) => {
    const tensor = readTensor(sent as SentTensor, `/outputs/${index}`, true)
    if (Array.isArray(tensor)) throw wrong(`${tensor[0]?.path} ${tensor[0]?.message}`)
    const spec = metadata.outputs.find((it) => it.name === sent.name)
    if (metadata.outputs.length > 0 && spec === undefined) throw wrong(`it has an output ${sent.name}`)
    const mismatch = spec && mismatchOf(tensor, spec)
    if (mismatch !== undefined) throw wrong(`/outputs/${index} ${mismatch}`)
    return tensor
  })
  const names = outputs.map((it) => it.name)
  const asked = request.outputs?.map((it) => it.name) ?? []
  const missing = (asked.length > 0 ? asked : metadata.outputs.map((it) => it.name)).filter((it) => !names.includes(it))
  if (missing.length > 0) throw wrong(`it lacks the output ${missing.join(', ')}`)
  if (new Set(names).size < names.length) throw wrong('it has an output twice')
  return { ...(answer.parameters && { parameters: answer.parameters }), outputs: chosenOutputs(request, outputs) }
}
