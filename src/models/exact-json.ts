import { parse, stringify } from 'lossless-json'

/** Shorter whole numbers are exact as doubles, and most bodies hold nothing longer. */
const hasLongNumber = /\d{16}|\d[eE]\+?\d/

/**
 * Reads JSON; a whole number that a double would round is a bigint. @throws SyntaxError
 */
export function parseExact(text: string): unknown {
  return hasLongNumber.test(text) ? parse(text, null, numberOf) : JSON.parse(text)
}

function numberOf(text: string): number | bigint {
  const number = Number(text)
  if (!Number.isInteger(number) || Number.isSafeInteger(number)) return number
  return /^-?\d+$/.test(text) ? BigInt(text) : BigInt(number)
}

/** Writes JSON; bigints are written as numbers with all their digits. */
export const stringifyExact = (value: unknown): string => stringify(value) ?? 'null'
