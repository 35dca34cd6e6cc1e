import { parse } from 'lossless-json'

/** A JSON number that a double would change, with the digits that it was sent with. */
export class ExactNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }

  /** Rejected rows show what was sent. */
  toJSON(): unknown {
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.text)
  }
}

/** Digits without sign, point and leading and trailing zeros, and the power of ten of the last of them. */
function digitsOf(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? []
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  if (kept === '') return '0'
  return `${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`
}

export function parseNumber(text: string): number | ExactNumber {
  const number = Number(text)
  return Number.isFinite(number) && digitsOf(text) === digitsOf(String(number)) ? number : new ExactNumber(text)
}

/**
 * Parses JSON with every digit of its numbers; an object that names a key twice is refused.
 * @throws SyntaxError
 */
export const parseJson = (text: string): unknown =>
  parse(text, null, {
    parseNumber,
    onDuplicateKey: ({ key }) => {
      throw new SyntaxError(`The key ${JSON.stringify(key)} stands twice in one object`)
    },
  })
