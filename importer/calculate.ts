/** An exact fraction; the denominator is positive. */
export interface Fraction {
  readonly top: bigint
  readonly bottom: bigint
}

export type Rounding = 'half_up' | 'half_even'

/** A compiled expression: names in braces, numbers, + - * / and parentheses. */
export interface Expression {
  readonly names: readonly string[]
  /** Undefined where it divides by zero. */
  evaluate(numberOf: (name: string) => Fraction): Fraction | undefined
}

export function toFraction(text: string): Fraction | undefined {
  const [, sign, whole = '', fraction = ''] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text) ?? []
  if (sign === undefined || `${whole}${fraction}` === '') return undefined
  const top = BigInt(`${whole}${fraction}`)
  return { top: sign === '-' ? -top : top, bottom: 10n ** BigInt(fraction.length) }
}

const operations: Readonly<Record<string, (a: Fraction, b: Fraction) => Fraction | undefined>> = {
  '+': (a, b) => ({ top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom }),
  '-': (a, b) => ({ top: a.top * b.bottom - b.top * a.bottom, bottom: a.bottom * b.bottom }),
  '*': (a, b) => ({ top: a.top * b.top, bottom: a.bottom * b.bottom }),
  '/': (a, b) => {
    if (b.top === 0n) return undefined
    const sign = b.top < 0n ? -1n : 1n
    return { top: a.top * b.bottom * sign, bottom: a.bottom * b.top * sign }
  },
}

type Node = (numberOf: (name: string) => Fraction) => Fraction | undefined

/** @throws SyntaxError naming what is wrong with the text. */
export function compileExpression(text: string): Expression {
  const parts = text.match(/\{[^{}]+\}|\d+(?:\.\d+)?|[-+*/()]|\S/g) ?? []
  const names: string[] = []
  let at = 0
  const binary = (marks: string, operand: () => Node): Node => {
    let left = operand()
    while (at < parts.length && marks.includes(parts[at] as string)) {
      const operate = operations[parts[at++] as string] as (a: Fraction, b: Fraction) => Fraction | undefined
      const [first, second] = [left, operand()]
      left = (numberOf) => {
        const [a, b] = [first(numberOf), second(numberOf)]
        return a === undefined || b === undefined ? undefined : operate(a, b)
      }
    }
    return left
  }
  const sum = (): Node => binary('+-', () => binary('*/', single))
  const single = (): Node => {
    const part = parts[at++]
    if (part === undefined) throw new SyntaxError(`"${text}" ends where a number or a {column} belongs`)
    if (part === '(') {
      const inner = sum()
      if (parts[at++] !== ')') throw new SyntaxError(`"${text}" lacks a closing parenthesis`)
      return inner
    }
    if (part === '-') {
      const inner = single()
      return (numberOf) => {
        const value = inner(numberOf)
        return value && { ...value, top: -value.top }
      }
    }
    if (part.startsWith('{') && part.length > 1) {
      const name = part.slice(1, -1)
      names.push(name)
      return (numberOf) => numberOf(name)
    }
    const number = toFraction(part)
    if (number === undefined) throw new SyntaxError(`"${text}" has ${part} where a number or a {column} belongs`)
    return () => number
  }
  const whole = sum()
  if (at < parts.length) throw new SyntaxError(`"${text}" has ${parts[at]} where an operator belongs`)
  return { names, evaluate: whole }
}

const comparison = /^(.*?)(==|!=|<=|>=|<|>)(.*)$/s

export interface Comparison {
  readonly names: readonly string[]
  evaluate(numberOf: (name: string) => Fraction): boolean | undefined
}

/** Two expressions with == != < <= > or >= between them. @throws SyntaxError */
export function compileComparison(text: string): Comparison {
  const [, left, sign, right] = comparison.exec(text) ?? []
  if (left === undefined || right === undefined) throw new SyntaxError(`"${text}" compares nothing: == != < <= > >=`)
  const [a, b] = [compileExpression(left), compileExpression(right)]
  return {
    names: [...a.names, ...b.names],
    evaluate: (numberOf) => {
      const [x, y] = [a.evaluate(numberOf), b.evaluate(numberOf)]
      if (x === undefined || y === undefined) return undefined
      const difference = x.top * y.bottom - y.top * x.bottom
      if (sign === '==') return difference === 0n
      if (sign === '!=') return difference !== 0n
      if (sign === '<') return difference < 0n
      if (sign === '<=') return difference <= 0n
      return sign === '>' ? difference > 0n : difference >= 0n
    },
  }
}

const mostPlaces = 12

/** The decimal text of a fraction; undefined where it does not end within twelve places and no rounding is asked for. */
export function toDecimal(value: Fraction, places?: number, rounding: Rounding = 'half_up'): string | undefined {
  const scale = 10n ** BigInt(places ?? mostPlaces)
  const negative = value.top < 0n
  const scaled = (negative ? -value.top : value.top) * scale
  let whole = scaled / value.bottom
  const rest = scaled % value.bottom
  if (rest !== 0n && places === undefined) return undefined
  const half = rest * 2n - value.bottom
  if (half > 0n || (half === 0n && (rounding === 'half_up' || whole % 2n === 1n))) whole += 1n
  const digits = String(whole).padStart((places ?? mostPlaces) + 1, '0')
  const cut = digits.length - (places ?? mostPlaces)
  const fraction = digits.slice(cut).replace(/0+$/, '')
  return `${negative && whole !== 0n ? '-' : ''}${digits.slice(0, cut)}${fraction === '' ? '' : `.${fraction}`}`
}
