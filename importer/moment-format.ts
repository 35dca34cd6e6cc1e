/** The parts of a wall clock that a format names, each found once in a text. */
export interface CompiledFormat {
  readonly pattern: RegExp
  readonly language: string
}

const tokens: Readonly<Record<string, [part: string, pattern: string]>> = {
  YYYY: ['year', '\\d{4}'],
  YY: ['shortYear', '\\d{2}'],
  MMMM: ['monthName', '\\p{L}+'],
  MMM: ['monthName', '\\p{L}+\\.?'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  DD: ['day', '\\d{2}'],
  D: ['day', '\\d{1,2}'],
  dddd: ['weekday', '\\p{L}+'],
  ddd: ['weekday', '\\p{L}+\\.?'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  hh: ['hour', '\\d{2}'],
  h: ['hour', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  ss: ['second', '\\d{2}'],
  A: ['half', '[AaPp]\\.?[Mm]\\.?'],
  Z: ['offset', '[Zz]|[+-]\\d{2}(?::?\\d{2})?'],
}

const tokenPattern = /YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|mm|ss|(?<=[.,])S+|Z/g
const tokenPatternOfHalves = /YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|hh|h|HH|H|mm|ss|(?<=[.,])S+|A|Z/g

const compiled = new Map<string, RegExp>()

/**
 * The pattern of a format. Text in brackets stands for itself, and so does a word of capitals such as GMT or EST.
 * @throws Error where a part is named twice or needs another beside it.
 */
export function patternOf(format: string): RegExp {
  let pattern = compiled.get(format)
  if (pattern === undefined) {
    pattern = new RegExp(`^${bodyOf(format)}$`, 'u')
    compiled.set(format, pattern)
  }
  return pattern
}

function bodyOf(format: string): string {
  const bare = format.replace(/\[[^\]]*\]/g, '')
  const halves = /A/.test(bare) && /h/.test(bare)
  if (/h/.test(bare) && !halves && !/H/.test(bare)) {
    throw new Error(`has the format "${format}", whose hours h of twelve need A (AM or PM) beside them`)
  }
  const found = new Set<string>()
  const name = (token: string) => {
    const [part, pattern] = token.startsWith('S') ? ['fraction', '\\d{1,9}'] : (tokens[token] as [string, string])
    const other = part === 'monthName' ? 'month' : part === 'shortYear' ? 'year' : part
    if (found.has(other)) {
      throw new Error(
        `has the format "${format}", which names the ${other} twice: put what stands for itself in [brackets]`,
      )
    }
    found.add(other)
    return `(?<${part}>${pattern})`
  }
  const pieces = format.split(/(\[[^\]]*\]|[A-Z]{2,})/)
  const body = pieces
    .map((piece, index) => {
      if (/^\[.*\]$/.test(piece)) return escaped(piece.slice(1, -1))
      if (isWord(piece)) return escaped(piece)
      const before = pieces[index - 1]?.at(-1) ?? pieces[index - 2]?.at(-1) ?? ''
      return withTokens(piece, before, halves, name)
    })
    .join('')
  const lacking = ['year', 'month', 'day'].filter((part) => !found.has(part))
  if (lacking.length === 0) return body
  throw new Error(`has the format "${format}", which names no ${lacking.join(' and no ')}`)
}

/** Capitals that are no row of tokens: GMT, UTC, EST. */
const isWord = (piece: string) => /^[A-Z]{2,}$/.test(piece) && /[^YMDHATSZ]/.test(piece) && !/YYYY|MM|DD|HH/.test(piece)

function withTokens(piece: string, before: string, halves: boolean, name: (token: string) => string): string {
  const text = `${before}${piece}`
  let at = before.length
  let body = ''
  for (const match of text.matchAll(halves ? tokenPatternOfHalves : tokenPattern)) {
    if (match.index < at) continue
    body += escaped(text.slice(at, match.index)) + name(match[0])
    at = match.index + match[0].length
  }
  return body + escaped(text.slice(at))
}

/** A blank stands for any blank: newer programs put a narrow one that does not break before AM and PM. */
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/ /g, '[ \\u00a0\\u2009\\u202f]')

/** Months by their names in a language, long and short, in small letters without a full stop. */
export function monthOf(name: string, language: string): number | undefined {
  let names = months.get(language)
  if (names === undefined) {
    names = new Map()
    for (const month of ['long', 'short'] as const) {
      for (let index = 0; index < 12; index++) {
        for (const day of [undefined, 'numeric'] as const) {
          const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC', ...(day && { day }) })
          const part = format.formatToParts(Date.UTC(2001, index, 1)).find(({ type }) => type === 'month')
          names.set(plain(part?.value ?? ''), index + 1)
        }
      }
    }
    if (language.startsWith('en')) names.set('sept', 9)
    months.set(language, names)
  }
  return names.get(plain(name))
}

const months = new Map<string, Map<string, number>>()
const plain = (name: string) => name.toLowerCase().replace(/\.$/, '')
