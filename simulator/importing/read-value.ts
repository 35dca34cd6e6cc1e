import { placeholder } from './mapping.ts'
import type { Reading, Value } from './mapping-schema.ts'
import { readDate, readMoment } from './moment.ts'
import { Problem, type Row, textOf } from './row.ts'

/** A row, with the group that it opens. */
export interface Place {
  readonly row: Row
  /** What the rows of a group share, joined by colons; `$group` in a template. */
  readonly group?: string
  readonly groupRows?: number
}

/** The value that a mapping asks for; undefined where it is missing and may be. */
export function readValue(value: Value, place: Place): unknown | undefined | Problem {
  if (typeof value !== 'object') return value
  const found = readSource(value, place)
  if (found !== undefined) return found
  if (value.default !== undefined) return value.default
  if (value.required) return new Problem('missing_value', `${value.column ?? value.template} is missing`)
  return undefined
}

function readSource(reading: Reading, place: Place): unknown | undefined | Problem {
  if (reading.template !== undefined) return fill(reading.template, place)
  if (reading.count !== undefined) return place.groupRows
  if (reading.count_at_least !== undefined) return (place.groupRows ?? 0) >= reading.count_at_least ? 1 : 0
  const text = textOf(place.row, reading.column as string)
  return text === undefined || text instanceof Problem ? text : refine(text, reading)
}

function fill(template: string, { row, group }: Place): string | Problem {
  let problem: Problem | undefined
  const text = template.replaceAll(placeholder, (_whole, name: string) => {
    const part = name === '$group' ? group : textOf(row, name)
    if (part instanceof Problem) problem ??= part
    else if (part === undefined) problem ??= new Problem('missing_value', `${name} is missing`)
    return String(part)
  })
  return problem ?? text
}

function refine(raw: string, reading: Reading): unknown | undefined | Problem {
  let text = raw
  if (reading.strip_suffix !== undefined && text.endsWith(reading.strip_suffix)) {
    text = text.slice(0, -reading.strip_suffix.length)
  }
  if (reading.take !== undefined) text = text.slice(0, reading.take)
  if (reading.upper) text = text.toUpperCase()
  if (text === '' || reading.missing?.includes(text)) return undefined
  if (reading.lookup !== undefined) {
    if (Object.hasOwn(reading.lookup, text)) return reading.lookup[text]
    return new Problem('not_in_lookup', `${reading.column} is "${text}", which the mapping does not know`)
  }
  return parse(text, reading) ?? new Problem('unreadable_value', `${reading.column} is "${text}", no ${reading.as}`)
}

function parse(text: string, { as, format, zone, at, negate }: Reading): string | number | undefined {
  if (as === undefined) return text
  if (as === 'date') return readDate(text, format as string)
  if (as === 'moment') return readMoment(text, format as string, zone, at)
  const number = readNumber(text)
  if (number === undefined || (as === 'integer' && !Number.isInteger(number))) return undefined
  return negate ? 0 - number : number
}

/** A decimal number that keeps all its digits on the way through a double. */
export function readNumber(text: string): number | undefined {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)) return undefined
  const significant = text.replace(/[+\-.]/g, '').replace(/^0+/, '')
  return significant.length <= 15 ? Number(text) : undefined
}
