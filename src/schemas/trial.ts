import { Worker } from 'node:worker_threads'
import type { JsonSchema } from '../events/schema.ts'
import { Failure } from '../platform/errors.ts'
import type { Flaw } from './flaw.ts'

/** A flaw with the keyword of the schema that found it. */
export interface TrialFlaw extends Flaw {
  readonly keyword: string
}

/** A proposed schema, ready to be tried on values in a thread of its own. */
export interface Trial {
  /** What is wrong with each value, in order; nothing where it is valid. @throws Failure invalid_request */
  validate(values: readonly unknown[]): Promise<TrialFlaw[][]>
  close(): Promise<void>
}

const answerMs = 10_000
const mostMegabytes = 256

const unusable = (message: string) =>
  new Failure('invalid_request', 'The schema is not one that can be tried.', { errors: [{ path: '/schema', message }] })

/** @throws Failure invalid_request where the schema is none, or takes too long to be compiled */
export async function openTrial(schema: JsonSchema): Promise<Trial> {
  const worker = new Worker(new URL('./trial-worker.ts', import.meta.url), {
    workerData: { schema },
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  })
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', (error) => reject(unusable(error.message)))
    worker.once('exit', () => reject(unusable('its validator ended')))
  })
  // The caller of a pending question gets the error; between two questions none is pending.
  ended.catch(() => {})

  /** The thread's next answer; it is ended when there is none in time. */
  async function answer<T>(): Promise<T> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      late.reject(unusable(`validating took longer than ${answerMs / 1000} seconds`))
      void worker.terminate()
    }, answerMs)
    const said = new Promise<T>((resolve) => worker.once('message', resolve))
    return Promise.race([said, ended, late.promise]).finally(() => clearTimeout(timer))
  }

  const close = async () => void (await worker.terminate())
  try {
    const said = await answer<'ready' | { complaint: string }>()
    if (said !== 'ready') throw unusable(said.complaint)
  } catch (error) {
    await close()
    throw error
  }
  return {
    validate(values) {
      const answered = answer<TrialFlaw[][]>()
      worker.postMessage(values)
      return answered
    },
    close,
  }
}
