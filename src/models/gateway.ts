import type { Now } from '../platform/clock.ts'
import { Failure } from '../platform/errors.ts'
import { openFairQueue } from '../platform/fair-queue.ts'
import type { Database } from '../postgres/pool.ts'
import { chosenOutputs, readInputs } from './check-inference.ts'
import type { InferenceAnswer, InferenceRequest } from './inference.ts'
import { readKnownModels, recordModels } from './known-models.ts'
import type { AskTenant, BuiltInModel, KnownModel } from './model.ts'
import { asksRecord, predictionsOf } from './predictions.ts'
import { type RemoteModels, unknownModel } from './remote-models.ts'

/** Takes events `prediction.made` into the ledger. @returns how many are new, of which others were there before */
export type RecordPredictions = (made: ReturnType<typeof predictionsOf>) => Promise<number>

export interface Gateway {
  /** The largest body in bytes. */
  readonly maxBytes: number
  /**
   * Asks a model of the tenant.
   * @param record told the events of what a built-in model predicted, where the call asks for it by the parameter `record`
   * @throws Failure unknown_model, invalid_request, not_enough_data, model_refused, model_failed, model_unavailable, model_timeout, too_many_requests
   */
  predict(tenantId: string, request: InferenceRequest, record: RecordPredictions): Promise<InferenceAnswer>
  /** The models that a tenant may ask. @param record whether what is new of them is kept */
  list(tenantId: string, record: boolean): Promise<KnownModel[]>
  close(): void
}

export interface GatewayDeps {
  readonly db: Database
  readonly builtIn: readonly BuiltInModel[]
  readonly asTenant: (tenantId: string) => AskTenant
  /** Undefined where no model server is configured. */
  readonly remote: RemoteModels | undefined
  /** Which tenant may ask which model of the server; `*` stands for each. */
  readonly granted: readonly (readonly [tenant: string, model: string])[]
  readonly now: Now
  readonly concurrency: number
  readonly maxBytes: number
}

/** Calls of one tenant, and of all, that may wait for a place. */
const waitingOfOne = 50
const waitingOfAll = 200

/** One door to all models: those that are built in, and those of a model server. */
export function openGateway(deps: GatewayDeps): Gateway {
  const { db, remote, granted, concurrency, maxBytes, asTenant, now } = deps
  const builtIn = new Map(deps.builtIn.map((model) => [model.name, model]))
  const inTurn = openFairQueue({
    ...{ atOnce: concurrency, ofOne: Math.ceil(concurrency / 2) },
    ...{ waitingOfOne, waitingOfAll },
  })
  const isGranted = (tenantId: string, model: string) =>
    granted.some(([tenant, name]) => (tenant === '*' || tenant === tenantId) && (name === '*' || name === model))

  async function askBuiltIn(
    tenantId: string,
    model: BuiltInModel,
    request: InferenceRequest,
    record: RecordPredictions,
  ): Promise<InferenceAnswer> {
    const { name, version } = model
    if ((request.model_version ?? version) !== version) throw unknownModel(name, request.model_version)
    const isRecorded = asksRecord(request)
    const inputs = readInputs(request, model, model.optional)
    const parameters = request.parameters ?? {}
    const outputs = await model.infer({ inputs, parameters, ask: asTenant(tenantId) })
    const today = new Date(now()).toISOString().slice(0, 10)
    const made = isRecorded ? predictionsOf(request, version, { inputs, outputs, parameters, today }) : []
    const recorded = isRecorded ? { parameters: { predictions: made.length, recorded: await record(made) } } : {}
    return {
      ...{ model_name: name, model_version: version },
      ...(request.id !== undefined && { id: request.id }),
      ...recorded,
      outputs: chosenOutputs(request, outputs) as unknown as InferenceAnswer['outputs'],
    }
  }

  /**
   * A built-in model with the result of its fit to the tenant's history; with the recorded one where the warehouse is
   * unavailable.
   */
  async function describeOwn(tenantId: string, model: BuiltInModel, known: readonly KnownModel[]): Promise<KnownModel> {
    const { name, version, platform, inputs, outputs } = model
    const described = { name, version, platform, inputs, outputs }
    const recorded = known.find((it) => it.name === name && it.version === version)
    const { trained_on = null, metrics = null, state = 'ready' } = recorded ?? {}
    try {
      return { ...described, ...((await model.describe?.(asTenant(tenantId))) ?? { trained_on, metrics, state }) }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.code !== 'not_enough_data') return { ...described, trained_on, metrics, state: 'unavailable' }
      return { ...described, trained_on: null, metrics: { reason: error.message }, state: 'not_enough_data' }
    }
  }

  async function listRemote(tenantId: string, known: readonly KnownModel[]): Promise<KnownModel[]> {
    const isWanted = (name: string) => isGranted(tenantId, name) && !builtIn.has(name)
    const named = granted.map(([, model]) => model).filter((model) => model !== '*')
    try {
      const names = new Set([...named, ...((await remote?.names()) ?? [])].filter(isWanted))
      const found = await Promise.all([...names].map((name) => describe(name)))
      return found.filter((it) => it !== undefined)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // The server is unavailable: the recorded models are listed with that state.
      return known.filter(({ name }) => isWanted(name)).map((it) => ({ ...it, state: 'unavailable' as const }))
    }
  }

  async function describe(name: string): Promise<KnownModel | undefined> {
    try {
      const metadata = await remote?.metadata(name, undefined)
      return metadata && { ...metadata, trained_on: null, metrics: null, state: 'ready' }
    } catch (error) {
      if (error instanceof Failure && error.code === 'unknown_model') return undefined
      throw error
    }
  }

  return {
    maxBytes,
    predict(tenantId, request, record) {
      const { model_name: name } = request
      return inTurn(tenantId, async () => {
        const model = builtIn.get(name)
        if (model !== undefined) return askBuiltIn(tenantId, model, request, record)
        if (remote === undefined || !isGranted(tenantId, name)) throw unknownModel(name, undefined)
        return remote.infer(request)
      })
    },
    async list(tenantId, record) {
      const known = await readKnownModels(db, tenantId)
      const own = await Promise.all([...builtIn.values()].map((model) => describeOwn(tenantId, model, known)))
      const models = [...own, ...(remote === undefined ? [] : await listRemote(tenantId, known))]
      if (record) await recordModels(db, tenantId, models)
      return models
    },
    close: () => remote?.close(),
  }
}
