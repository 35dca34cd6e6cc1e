import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Catalogue } from '../events/catalogue.ts'
import { type EventDefinition, versionOf, versionsOf } from '../events/define.ts'
import { formats } from '../events/formats.ts'
import { schemaOf } from '../events/schema.ts'
import { type Flaw, flawOf } from '../schemas/flaw.ts'
import type { Reason } from './outcome.ts'
import { findEmptyIds, findUnstorable } from './storable.ts'

type Json = Record<string, unknown>

/** Checks an event as its client sent it. @returns undefined when it is valid. */
export type Validate = (event: Json) => { reason: Reason; flaws: Flaw[] } | undefined

/** The flaw of an unknown version, with the known ones. */
function flawOfVersion(event: EventDefinition): Flaw {
  const known = versionsOf(event).map(({ version }) => version)
  return { path: '/schema_version', message: `must be ${known.length > 1 ? 'one of ' : ''}${known.join(', ')}` }
}

/** Compiles the validators of a catalogue: one for each type, version and action, when it is first needed. */
export function compileValidators(catalogue: Catalogue): Validate {
  const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { ...formats } })
  const compiled = new Map<string, ValidateFunction>()

  const validatorOf = (definition: EventDefinition, { schema_version, action }: Json) => {
    const event = versionOf(definition, schema_version) ?? definition
    const known = typeof action === 'string' && event.actions.includes(action) ? action : undefined
    const name = `${event.type}.v${event.version}.${known}`
    const validator = compiled.get(name) ?? ajv.compile(schemaOf(event, known))
    compiled.set(name, validator)
    return validator
  }

  return (event) => {
    const definition = typeof event.type === 'string' ? catalogue.get(event.type) : undefined
    if (definition === undefined) {
      if (typeof event.type === 'string') {
        const message = `must be one of ${[...catalogue.keys()].join(', ')}`
        return { reason: 'unknown_type', flaws: [{ path: '/type', message }] }
      }
      const message = event.type === undefined ? 'is required' : 'must be string'
      return { reason: 'invalid_event', flaws: [{ path: '/type', message }] }
    }
    const validator = validatorOf(definition, event)
    if (validator(event)) {
      const empty = findEmptyIds(event)
      if (empty.length > 0) return { reason: 'invalid_event', flaws: empty }
      const flaws = findUnstorable(event, definition)
      return flaws.length === 0 ? undefined : { reason: 'unsafe_value', flaws }
    }
    const errors = (validator.errors ?? []).filter(({ keyword }) => keyword !== 'if')
    const flaws = errors.map((it) =>
      it.instancePath === '/schema_version' && it.keyword === 'const' ? flawOfVersion(definition) : flawOf(it),
    )
    return { reason: 'invalid_event', flaws }
  }
}
