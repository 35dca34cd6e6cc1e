import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Catalogue } from '../events/catalogue.ts'
import { formats } from '../events/formats.ts'
import { schemaOf } from '../events/schema.ts'
import type { Flaw, Reason } from './outcome.ts'

type Json = Record<string, unknown>

/** Checks an event as its client sent it. @returns undefined when it is valid. */
export type Validate = (event: Json) => { reason: Reason; flaws: Flaw[] } | undefined

function flawOf({ instancePath, keyword, params, message = 'is not valid' }: ErrorObject): Flaw {
  if (keyword === 'required') return { path: `${instancePath}/${params.missingProperty}`, message: 'is required' }
  if (keyword === 'enum') return { path: instancePath, message: `must be one of ${params.allowedValues.join(', ')}` }
  if (keyword === 'const') return { path: instancePath, message: `must be ${JSON.stringify(params.allowedValue)}` }
  return { path: instancePath, message }
}

/** Compiles the validators of a catalogue: one for each type and action, when it is first needed. */
export function compileValidators(catalogue: Catalogue): Validate {
  const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { ...formats } })
  const compiled = new Map<string, ValidateFunction>()

  const validatorOf = (type: string, action: unknown) => {
    const event = catalogue.get(type)
    if (event === undefined) return undefined
    const known = typeof action === 'string' && event.actions.includes(action) ? action : undefined
    const name = `${type}.${known}`
    const validator = compiled.get(name) ?? ajv.compile(schemaOf(event, known))
    compiled.set(name, validator)
    return validator
  }

  return (event) => {
    if (typeof event.type === 'string' && !catalogue.has(event.type)) {
      const message = `must be one of ${[...catalogue.keys()].join(', ')}`
      return { reason: 'unknown_type', flaws: [{ path: '/type', message }] }
    }
    const validator = validatorOf(typeof event.type === 'string' ? event.type : '', event.action)
    if (validator === undefined) {
      const message = event.type === undefined ? 'is required' : 'must be string'
      return { reason: 'invalid_event', flaws: [{ path: '/type', message }] }
    }
    if (validator(event)) return undefined
    return {
      reason: 'invalid_event',
      flaws: (validator.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(flawOf),
    }
  }
}
