import { compileComparison, compileExpression, type Fraction, toDecimal, toFraction } from './calculate.ts'
import type { Reading, Value } from './mapping-schema.ts'
import { type MomentOptions, type Note, readDate, readMoment } from './moment.ts'
import { plainNumber, readNumber } from './number.ts'
import { firstMatch } from './pattern.ts'
import { placeholder } from './placeholder.ts'
import { Problem, type Row, rawValue, textOf } from './row.ts'

export { readNumber } from './number.ts'

/** A row, with the group that it opens. */
export interface Place {
  readonly row: Row
  /** What the rows of a group share, joined by colons; `$group` in a template. */
  readonly group?: string
  readonly groupRows?: number
  /** Told of wall times that are ambiguous. */
  readonly note?: Note | undefined
}

/** The value that a mapping asks for; undefined where it is missing and may be. */
export function readValue(value: Value, place: Place): unknown | undefined | Problem {
  if (typeof value !== 'object') return value
  const found = readSource(value, place)
  const missing = found instanceof Problem && found.reason === 'missing_value'
  if (found !== undefined && !(missing && value.default !== undefined)) return found
  if (value.default !== undefined) return value.default
  if (value.required)
    return new Problem('missing_value', `${value.column ?? value.template ?? value.first_of?.join(', ')} is missing`)
  return undefined
}

function readSource(reading: Reading, place: Place): unknown | undefined | Problem {
  if (reading.count !== undefined) return place.groupRows
  if (reading.count_at_least !== undefined) return (place.groupRows ?? 0) >= reading.count_at_least ? 1 : 0
  if (reading.calc !== undefined) return calculate(reading, place.row)
  if (reading.compare !== undefined) return compare(reading, place.row)
  const number = reading.column === undefined ? undefined : rawValue(place.row, reading.column)
  if (typeof number === 'number' && isPlainNumber(reading)) {
    if (reading.as === 'integer' && !Number.isSafeInteger(number)) {
      return new Problem('unreadable_value', `${reading.column} is ${number}, no integer`)
    }
    return reading.negate ? 0 - number : number
  }
  const text = sourceText(reading, place)
  return text === undefined || text instanceof Problem ? text : refine(text, reading, place)
}

/** Whether a JSON number needs no step but being read as a number. */
const isPlainNumber = ({ as, take, match, split, lookup, missing, strip_suffix }: Reading) =>
  (as === 'integer' || as === 'decimal') && !(take || match || split || lookup || missing || strip_suffix)

function sourceText(reading: Reading, place: Place): string | undefined | Problem {
  if (reading.template !== undefined) return fill(reading.template, place)
  for (const name of reading.first_of ?? [reading.column as string]) {
    const text = textOf(place.row, name)
    if (text !== undefined && !(reading.first_of && !(text instanceof Problem) && reading.missing?.includes(text)))
      return text
  }
  return undefined
}

/** The numbers of an expression; the first that is missing or none becomes the problem. */
function numbersOf(reading: Reading, row: Row) {
  const found: { problem?: Problem } = {}
  const numberOf = (name: string): Fraction => {
    const text = textOf(row, name)
    if (text instanceof Problem) found.problem ??= text
    else if (text === undefined) found.problem ??= new Problem('missing_value', `${name} is missing`)
    else {
      const plain = plainNumber(text, reading.number)
      const fraction = plain === undefined ? undefined : toFraction(plain)
      if (fraction !== undefined) return fraction
      found.problem ??= new Problem('unreadable_value', `${name} is "${text}", no number`)
    }
    return { top: 1n, bottom: 1n }
  }
  return { found, numberOf }
}

function calculate(reading: Reading, row: Row): number | Problem {
  const { found, numberOf } = numbersOf(reading, row)
  const value = compileExpression(reading.calc as string).evaluate(numberOf)
  if (found.problem !== undefined) return found.problem
  if (value === undefined) return new Problem('unreadable_value', `${reading.calc} divides by zero`)
  const decimal = toDecimal(value, reading.round, reading.rounding)
  const number = decimal === undefined ? undefined : readNumber(decimal)
  return number ?? new Problem('unreadable_value', `${reading.calc} has more digits than can be kept: add round`)
}

function compare(reading: Reading, row: Row): boolean | Problem {
  const { found, numberOf } = numbersOf(reading, row)
  const answer = compileComparison(reading.compare as string).evaluate(numberOf)
  return found.problem ?? answer ?? new Problem('unreadable_value', `${reading.compare} divides by zero`)
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

function refine(raw: string, reading: Reading, place: Place): unknown | undefined | Problem {
  const name = reading.column ?? reading.template ?? reading.first_of?.join(', ')
  let text = raw
  if (reading.split !== undefined) text = text.split(reading.split.at)[reading.split.part - 1]?.trim() ?? ''
  if (reading.match !== undefined) text = firstMatch(reading.match, text)?.trim() ?? ''
  if (reading.strip_suffix !== undefined && text.endsWith(reading.strip_suffix)) {
    text = text.slice(0, -reading.strip_suffix.length)
  }
  if (reading.take !== undefined && text.length > reading.take) text = [...text].slice(0, reading.take).join('')
  if (reading.upper) text = text.toUpperCase()
  if (text === '' || reading.missing?.includes(text)) return undefined
  if (reading.lookup !== undefined) {
    if (Object.hasOwn(reading.lookup, text)) return reading.lookup[text]
    if (reading.else === undefined) {
      return new Problem('not_in_lookup', `${name} is "${text}", which the mapping does not know`)
    }
    if (reading.else !== asItIs) return reading.else
  }
  const value = parse(text, reading, place)
  return value ?? new Problem('unreadable_value', `${name} is "${text}", no ${reading.as}`)
}

/** `else: as it is` keeps what the table of a lookup lacks. */
const asItIs = 'as it is'

function parse(text: string, reading: Reading, { row, note }: Place): string | number | undefined | Problem {
  const { as, format, add_days, negate } = reading
  if (as === undefined) return text
  if (as === 'date' || as === 'moment') {
    const days = typeof add_days === 'string' ? textOf(row, add_days) : (add_days ?? 0)
    if (days instanceof Problem) return days
    if (!Number.isInteger(Number(days ?? Number.NaN))) {
      return new Problem('unreadable_value', `${add_days} is "${days}", no number of days`)
    }
    const options = { ...reading, addDays: Number(days), note }
    const written = reading.number === undefined ? text : (plainNumber(text, reading.number) ?? text)
    return readTime(written, [format as string].flat(), reading, options)
  }
  const plain = reading.number === undefined ? text : plainNumber(text, reading.number)
  const number = plain === undefined ? undefined : readNumber(plain)
  if (number === undefined || (as === 'integer' && !Number.isInteger(number))) return undefined
  return negate ? 0 - number : number
}

/** By the first format that fits. */
function readTime(text: string, formats: readonly string[], reading: Reading, options: MomentOptions) {
  let found: string | undefined | Error
  for (const format of formats) {
    if (reading.as === 'date') found = readDate(text, format, options)
    else found = readMoment(text, format, reading.zone, reading.at, options)
    if (typeof found === 'string') return found
  }
  return found instanceof Error ? new Problem('unreadable_value', found.message) : undefined
}
