import { parseNumber } from './json.ts'
import type { NumberStyle } from './mapping-schema.ts'

/** A number, with an exponent or not, that keeps all its digits on the way through a double. */
export function readNumber(text: string): number | undefined {
  // Fifteen digits always survive, and are nearly all that files hold.
  if (text.length <= 15 && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return undefined
  const json = text
    .replace(/^\+/, '')
    .replace(/^-?(?=\.)/, '$&0')
    .replace(/\.(?!\d)/, '')
  const number = parseNumber(json)
  return typeof number === 'number' ? number : undefined
}

/** The plain decimal text of a number as people write it; undefined where it is none. `12,5 %` is 0.125. */
export function plainNumber(text: string, style: NumberStyle = {}): string | undefined {
  const found = { text: text.trim().replace(/\u2212/g, '-'), negative: false, places: 0 }
  if (style.parentheses) dropAround(found)
  if (style.currency) found.text = withoutCurrency(found.text)
  if (style.percent && found.text.endsWith('%')) {
    found.places = -2
    found.text = found.text.slice(0, -1).trim()
  }
  if (style.parentheses && !found.negative) dropAround(found)
  if (style.currency) found.text = withoutCurrency(found.text)
  let rest: string | undefined = found.text.replace(/^([^-].*)-$/, '-$1')
  if (style.thousands !== undefined) rest = ungroup(rest, style.thousands, style.decimal ?? '.')
  if (style.decimal === ',') rest = rest?.includes('.') ? undefined : rest?.replace(',', '.')
  const [, sign, digits, exponent = '0'] = /^([+-]?)(\d+\.?\d*|\.\d+)(?:e([+-]?\d{1,3}))?$/i.exec(rest ?? '') ?? []
  if (digits === undefined || (found.negative && sign !== '')) return undefined
  return `${found.negative || sign === '-' ? '-' : ''}${shifted(digits, Number(exponent) + found.places)}`
}

/** Accountants write what is below 0 in parentheses. */
function dropAround(found: { text: string; negative: boolean }) {
  const inner = /^\((.*)\)$/.exec(found.text)?.[1]
  if (inner === undefined) return
  found.negative = true
  found.text = inner.trim()
}

/** A sign of currency, letters before it (R$, US$) or in its place (CHF, kr), on either side of the number. */
function withoutCurrency(text: string): string {
  const mark = '(?:\\p{L}{0,3}\\p{Sc}|[A-Z]{3}|(?:kr|Rs|Fr)\\.?|zł|Kč|Ft|lei)'
  return text
    .replace(new RegExp(`^([+-]?)\\s*${mark}\\s*`, 'u'), '$1')
    .replace(new RegExp(`(\\d|\\))\\s*${mark}(-?)$`, 'u'), '$1$2')
}

/** Moves the point of plain digits so many places to the right. */
function shifted(digits: string, places: number): string {
  const [whole = '', fraction = ''] = digits.split('.')
  if (places === 0) return `${whole || '0'}${fraction ? `.${fraction}` : ''}`
  const all = places > 0 ? whole + fraction.padEnd(places, '0') : whole.padStart(1 - places, '0') + fraction
  const point = places > 0 ? whole.length + places : Math.max(whole.length, 1 - places) + places
  const rest = all.slice(point)
  return `${all.slice(0, point) || '0'}${rest ? `.${rest}` : ''}`
}

/** Takes thousands separators out, which stand before groups of three digits, or as in India of two and a last of three. */
function ungroup(text: string, mark: string, decimal: string): string | undefined {
  const [whole = '', ...fraction] = text.split(decimal)
  const marks = { ' ': /[ \u00a0\u2009\u202f]/g, "'": /['\u2019]/g, '.': /\./g, ',': /,/g }[mark]
  if (marks === undefined || whole.search(marks) < 0) return text
  const [head = '', ...groups] = whole.split(marks)
  const last = groups.at(-1) as string
  const others = groups.slice(0, -1)
  const size = mark === ',' && others[0]?.length === 2 ? 2 : 3
  const fits = /^\d{3}$/.test(last) && others.every((group) => /^\d+$/.test(group) && group.length === size)
  if (!fits || !new RegExp(`^[+-]?\\d{1,${size}}$`).test(head)) return undefined
  return [head + groups.join(''), ...fraction].join(decimal)
}
