import type { ErrorObject } from 'ajv'
import { formatMessages } from '../events/formats.ts'

/** Where a value is wrong: a JSON Pointer into it, and what is wrong there. The value itself is never shown. */
export interface Flaw {
  readonly path: string
  readonly message: string
}

/** A validator's error in the words that senders read. */
export function flawOf({ instancePath, keyword, params, message = 'is not valid' }: ErrorObject): Flaw {
  if (keyword === 'required') return { path: `${instancePath}/${params.missingProperty}`, message: 'is required' }
  if (keyword === 'enum') return { path: instancePath, message: `must be one of ${params.allowedValues.join(', ')}` }
  if (keyword === 'const') return { path: instancePath, message: `must be ${JSON.stringify(params.allowedValue)}` }
  if (keyword === 'format') return { path: instancePath, message: formatMessages[params.format] ?? message }
  return { path: instancePath, message }
}
