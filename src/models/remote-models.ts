import { Ajv2020 } from 'ajv/dist/2020.js'
import { LRUCache } from 'lru-cache'
import { type Static, Type } from 'typebox'
import type { Breaker } from '../platform/breaker.ts'
import { Failure } from '../platform/errors.ts'
import { readAnswer, readInputs } from './check-inference.ts'
import { parseExact, stringifyExact } from './exact-json.ts'
import type { InferenceAnswer, InferenceRequest } from './inference.ts'
import type { ModelMetadata } from './model.ts'
import { type ModelServerClient, ModelServerError, type Reply } from './model-server-client.ts'
import { type TensorSpec, TensorSpecSchema } from './tensor.ts'

/** The models of a server that speaks the Open Inference Protocol v2. */
export interface RemoteModels {
  /** @throws Failure unknown_model, model_unavailable, model_timeout, model_failed */
  metadata(name: string, version: string | undefined): Promise<ModelMetadata>
  /** @throws Failure also invalid_request, model_refused */
  infer(request: InferenceRequest): Promise<InferenceAnswer>
  /** Names of its models, by the protocol's repository extension; undefined where the server has no such list. */
  names(): Promise<string[] | undefined>
  close(): void
}

const MetadataSchema = Type.Object({
  name: Type.String(),
  versions: Type.Optional(Type.Array(Type.String())),
  platform: Type.String(),
  inputs: Type.Optional(Type.Array(TensorSpecSchema)),
  outputs: Type.Optional(Type.Array(TensorSpecSchema)),
})
const IndexSchema = Type.Array(Type.Object({ name: Type.String() }))
const ajv = new Ajv2020({ strict: false })
const isMetadata = ajv.compile<Static<typeof MetadataSchema>>(MetadataSchema)
const isIndex = ajv.compile<Static<typeof IndexSchema>>(IndexSchema)

/** How long metadata hold; a model that is replaced under its name is noticed after so long. */
const metadataMs = 60_000
const mostMetadata = 1_000
const probeMs = 2_000
/** Characters of a server's own words that are passed on. */
const mostWords = 300

/** The server is there and cannot serve for now. */
class Unserved extends Error {}
const away = new Set([502, 503, 504, 429])

const isAway = (error: unknown) =>
  error instanceof Unserved || (error instanceof ModelServerError && error.fault !== 'too_large')

export function openRemoteModels(client: ModelServerClient, breaker: Breaker): RemoteModels {
  const known = new LRUCache<string, Promise<ModelMetadata>>({ max: mostMetadata, ttl: metadataMs })
  const unavailable = (cause: unknown) =>
    new Failure('model_unavailable', 'Ask again in a moment.', { retry_after: 5 }, { cause })
  const guard = breaker.guard({
    counts: isAway,
    refuse: unavailable,
    probe: async () => {
      const { status } = await client.call('GET', '/v2/health/live', undefined, probeMs)
      if (status !== 200) throw new Unserved(`its health check answers ${status}`)
    },
  })

  async function call(method: 'GET' | 'POST', path: string, body?: string): Promise<Reply> {
    try {
      return await guard(async () => {
        const reply = await client.call(method, path, body)
        if (away.has(reply.status)) throw new Unserved(`it answers ${reply.status}`)
        return reply
      })
    } catch (error) {
      if (error instanceof ModelServerError && error.fault === 'too_large') {
        throw new Failure('model_failed', 'The request to or the answer of the model server is too large.')
      }
      if (error instanceof ModelServerError && error.fault === 'timeout') {
        throw new Failure('model_timeout', 'The model did not answer in time.', {}, { cause: error })
      }
      throw isAway(error) ? unavailable(error) : error
    }
  }

  async function readMetadata(name: string, version: string | undefined): Promise<ModelMetadata> {
    const reply = await call('GET', pathOf(name, version))
    if (reply.status === 400 || reply.status === 404) throw unknownModel(name, version)
    const metadata = readReply(reply)
    if (!isMetadata(metadata) || metadata.name !== name) throw failed('its metadata are not those of a model')
    const { platform, versions = [], inputs = [], outputs = [] } = metadata
    return {
      ...{ name, platform, version: version ?? versions.at(-1) ?? '' },
      ...{ inputs: inputs.map(specOf), outputs: outputs.map(specOf) },
    }
  }

  const metadata: RemoteModels['metadata'] = (name, version) => {
    const key = JSON.stringify([name, version])
    const reading = known.get(key) ?? readMetadata(name, version)
    known.set(key, reading)
    reading.catch(() => known.delete(key))
    return reading
  }

  return {
    metadata,
    async infer(request) {
      const { model_name: name, model_version: version, ...asked } = request
      const described = await metadata(name, version)
      const inputs = readInputs(request, described)
      const sent = {
        ...asked,
        inputs: request.inputs.map((input) => ({ ...input, data: inputs.get(input.name)?.data })),
      }
      const reply = await call('POST', `${pathOf(name, version)}/infer`, stringifyExact(sent))
      if (reply.status >= 400 && reply.status < 500 && reply.status !== 401 && reply.status !== 403) {
        throw new Failure('model_refused', `The model server says: ${wordsOf(reply.text)}`)
      }
      const { outputs, parameters } = readAnswer(readReply(reply), request, described)
      return {
        model_name: name,
        model_version: described.version,
        ...(request.id !== undefined && { id: request.id }),
        ...(parameters && { parameters }),
        outputs: outputs as unknown as InferenceAnswer['outputs'],
      }
    },
    async names() {
      const reply = await call('POST', '/v2/repository/index', '{}')
      if (reply.status !== 200) return undefined
      const index = readReply(reply)
      if (!isIndex(index)) throw failed('its list of models is none')
      return [...new Set(index.map(({ name }) => name))]
    },
    close: client.close,
  }
}

const pathOf = (name: string, version: string | undefined) =>
  `/v2/models/${encodeURIComponent(name)}${version === undefined ? '' : `/versions/${encodeURIComponent(version)}`}`

const specOf = ({ name, datatype, shape }: Static<typeof TensorSpecSchema>) =>
  ({ name, datatype, shape: [...shape] }) as TensorSpec

const failed = (why: string, cause?: unknown) =>
  new Failure('model_failed', `The model server gave no valid answer: ${why}.`, {}, { cause })

export const unknownModel = (name: string, version: string | undefined) =>
  new Failure('unknown_model', `There is no model ${name}${version === undefined ? '' : ` of version ${version}`}.`)

/** The JSON of an answer. @throws Failure model_failed for any status but 200, and for what is no JSON */
function readReply({ status, text }: Reply): unknown {
  if (status !== 200) throw failed(`it answers ${status}`, new Error(text.slice(0, mostWords)))
  try {
    return parseExact(text)
  } catch (error) {
    throw failed('it is no JSON', error)
  }
}

/** What `{"error": "…"}` says. */
function wordsOf(text: string): string {
  try {
    const { error } = JSON.parse(text)
    if (typeof error === 'string') return error.slice(0, mostWords)
  } catch {
    // It says nothing that the protocol knows.
  }
  return 'the request is not valid'
}
