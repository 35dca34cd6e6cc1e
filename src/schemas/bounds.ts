import type { JsonSchema } from '../events/schema.ts'

const lengths = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const

interface Bound {
  readonly at: number
  readonly excluded: boolean
}

/** The tighter one of an inclusive and an exclusive bound; `sign` is 1 for lower bounds, -1 for upper ones. */
function boundOf(inclusive: unknown, exclusive: unknown, sign: 1 | -1): Bound {
  const open = { at: -sign * Number.POSITIVE_INFINITY, excluded: false }
  const including = typeof inclusive === 'number' ? { at: inclusive, excluded: false } : open
  const excluding = typeof exclusive === 'number' ? { at: exclusive, excluded: true } : open
  return isTighter(excluding, including, sign) ? excluding : including
}

const isTighter = (a: Bound, b: Bound, sign: 1 | -1) =>
  sign * a.at > sign * b.at || (a.at === b.at && a.excluded && !b.excluded)

/** Where the new schema allows less in size, length or number than the old one did, in words. */
export function boundBreaches(old: JsonSchema, next: JsonSchema): string[] {
  const messages: string[] = []
  const lower = [old, next].map((it) => boundOf(it.minimum, it.exclusiveMinimum, 1)) as [Bound, Bound]
  const upper = [old, next].map((it) => boundOf(it.maximum, it.exclusiveMaximum, -1)) as [Bound, Bound]
  if (isTighter(lower[1], lower[0], 1)) messages.push(`the least was ${lower[0].at} and is ${lower[1].at}`)
  if (isTighter(upper[1], upper[0], -1)) messages.push(`the most was ${upper[0].at} and is ${upper[1].at}`)
  for (const [least, most] of lengths) {
    const [leastWas, leastIs] = [Number(old[least] ?? 0), Number(next[least] ?? 0)]
    const [mostWas, mostIs] = [
      Number(old[most] ?? Number.POSITIVE_INFINITY),
      Number(next[most] ?? Number.POSITIVE_INFINITY),
    ]
    if (leastIs > leastWas) messages.push(`${least} was ${leastWas} and is ${leastIs}`)
    if (mostIs < mostWas) messages.push(`${most} was ${mostWas} and is ${mostIs}`)
  }
  return messages
}
