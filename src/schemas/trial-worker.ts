import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { formats } from '../events/formats.ts'
import { flawOf } from './flaw.ts'

// A schema from outside may have a pattern that never ends: in a worker it blocks no other request, and can be ended.
const mostFlaws = 100
const port = parentPort as MessagePort

try {
  const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { ...formats } })
  const validate = ajv.compile({ ...workerData.schema, $async: false })
  port.on('message', (values: readonly unknown[]) => {
    port.postMessage(
      values.map((value) => {
        if (validate(value)) return []
        const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if')
        return errors.slice(0, mostFlaws).map((error) => ({ ...flawOf(error), keyword: error.keyword }))
      }),
    )
  })
  port.postMessage('ready')
} catch (error) {
  port.postMessage({ complaint: error instanceof Error ? error.message : String(error) })
}
