import type { NumberStyle } from './mapping-schema.ts'

/** A decimal number that keeps all its digits on the way through a double. */
export function readNumber(text: string): number | undefined {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)) return undefined
  const significant = text.replace(/[+\-.]/g, '').replace(/^0+/, '')
  return significant.length <= 15 ? Number(text) : undefined
}

/** The plain decimal text of a number as people write it; undefined where it is none. `12,5 %` is 0.125. */
export function plainNumber(text: string, style: NumberStyle = {}): string | undefined {
  let rest = text.trim()
  let negative = false
  if (style.parentheses && /^\(.*\)$/.test(rest)) {
    negative = true
    rest = rest.slice(1, -1).trim()
  }
  if (style.currency) rest = rest.replace(/^([+-]?)\s*(?:\p{Sc}|[A-Z]{3})\s*|\s*(?:\p{Sc}|[A-Z]{3})$/gu, '$1')
  let shift = 0
  if (style.percent && rest.endsWith('%')) {
    shift = 2
    rest = rest.slice(0, -1).trim()
  }
  if (style.thousands !== undefined) {
    const ungrouped = ungroup(rest, style.thousands, style.decimal ?? '.')
    if (ungrouped === undefined) return undefined
    rest = ungrouped
  }
  if (style.decimal === ',') rest = rest.includes('.') ? '' : rest.replace(',', '.')
  const [, sign, whole = '', fraction = ''] = /^([+-]?)(\d*)\.?(\d*)$/.exec(rest) ?? []
  if (sign === undefined || `${whole}${fraction}` === '' || (negative && sign !== '')) return undefined
  const moved =
    shift === 0 ? [whole, fraction] : [whole.padStart(2, '0').slice(0, -2), whole.padStart(2, '0').slice(-2) + fraction]
  return `${negative || sign === '-' ? '-' : ''}${moved[0] || '0'}${moved[1] ? `.${moved[1]}` : ''}`
}

/** Takes thousands separators out, which must stand before groups of three digits. */
function ungroup(text: string, mark: string, decimal: string): string | undefined {
  const [whole = '', ...fraction] = text.split(decimal)
  const marks = mark === ' ' ? [' ', '\u00a0', '\u202f'] : [mark]
  const found = marks.find((one) => whole.includes(one))
  if (found === undefined) return text
  const groups = whole.split(found)
  if (!groups.slice(1).every((group) => /^\d{3}$/.test(group)) || !/^[+-]?\d{1,3}$/.test(groups[0] ?? ''))
    return undefined
  return [groups.join(''), ...fraction].join(decimal)
}
