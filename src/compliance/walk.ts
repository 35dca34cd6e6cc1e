import { asClientText, isReserved } from '../platform/sealed-text.ts'
import type { Fields, Rule } from './labels.ts'
import { isPersonalId, isSuspicious, judge } from './personal-content.ts'
import { isSensitiveName } from './sensitive-names.ts'
import { isObject, type Json, pointerPart as part } from './texts.ts'

/** What a tenant lets stand in the clear that no event file declares: all of it, or these paths. */
export interface Openness {
  readonly undeclared: 'sealed' | 'public'
  /** JSON Pointers in which `*` stands for any place of a list. */
  readonly paths: ReadonlySet<string>
}

export type Token = 'none' | 'exact' | 'word'

/** What the walk found; each answers with what stands in the event from then on. */
export interface Sink {
  /** A value that is sealed whole, where it stands. */
  seal(pointer: string, value: unknown, token: Token): unknown
  /** A value of which a part may be seen: its original is kept beside it. */
  cut(pointer: string, value: string, shown: string): unknown
  /** A value whose very name is personal: `undefined` takes it out of its object. */
  hide(pointer: string, value: unknown): unknown
}

interface Walk {
  readonly sink: Sink
  readonly openness: Openness
  readonly sensitive: ReadonlySet<string>
}

function walkText(walk: Walk, pointer: string, text: string, free: boolean, token: Token): unknown {
  const verdict = judge(text, free)
  if (verdict === undefined) return isReserved(text) ? asClientText(text) : text
  return verdict === 'seal' ? walk.sink.seal(pointer, text, token) : walk.sink.cut(pointer, text, verdict.shown)
}

/** Whether a value of this name is sealed wherever it stands. */
const isSensitive = (walk: Walk, name: string) => walk.sensitive.has(name) || isSensitiveName(name)

/** The object itself where nothing in it changes: then nothing is copied. */
function mapObject(value: Json, change: (name: string, inner: unknown) => unknown): Json {
  let kept = value
  // An object that was parsed of JSON has no names but its own.
  for (const name in value) {
    const inner = value[name]
    const next = change(name, inner)
    if (next === inner) continue
    if (kept === value) kept = { ...value }
    if (next === undefined) delete kept[name]
    else kept[name] = next
  }
  return kept
}

function mapList(value: readonly unknown[], change: (inner: unknown, index: number) => unknown): readonly unknown[] {
  let kept: unknown[] | undefined
  value.forEach((inner, index) => {
    const next = change(inner, index)
    if (next === inner) return
    kept ??= [...value]
    kept[index] = next
  })
  return kept ?? value
}

/** Any JSON value that may be seen, but for sensitive names and texts in it. */
function walkOpen(walk: Walk, pointer: string, value: unknown): unknown {
  if (typeof value === 'string') return walkText(walk, pointer, value, true, 'none')
  if (Array.isArray(value)) return mapList(value, (inner, index) => walkOpen(walk, `${pointer}/${index}`, inner))
  if (!isObject(value)) return value
  return mapObject(value, (name, inner) => {
    const here = `${pointer}/${part(name)}`
    if (isPersonalId(name) || isReserved(name)) return walk.sink.hide(here, inner)
    // A flag says whether there is an address, not which.
    if (isSensitive(walk, name) && typeof inner !== 'boolean' && inner !== null)
      return walk.sink.seal(here, inner, 'none')
    return walkOpen(walk, here, inner)
  })
}

function walkUndeclared(walk: Walk, pointer: string, name: string, value: unknown): unknown {
  if (isPersonalId(name) || isReserved(name)) return walk.sink.hide(pointer, value)
  const { undeclared, paths } = walk.openness
  const isOpen = undeclared === 'public' || (paths.size > 0 && isWithin(paths, pointer))
  if (!isOpen || isSensitive(walk, name)) return walk.sink.seal(pointer, value, 'none')
  return walkOpen(walk, pointer, value)
}

/** Whether a path, or what it stands in, was named. */
function isWithin(paths: ReadonlySet<string>, pointer: string): boolean {
  const general = pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')
  for (let end = general.length; end > 0; end = general.lastIndexOf('/', end - 1)) {
    if (paths.has(general.slice(0, end))) return true
  }
  return false
}

function walkRule(walk: Walk, pointer: string, rule: Rule, value: unknown): unknown {
  if (rule.kind === 'seal') return walk.sink.seal(pointer, value, rule.token)
  if (rule.kind === 'plain')
    return typeof value === 'object' && value !== null ? walk.sink.seal(pointer, value, 'none') : value
  if (rule.kind === 'text') {
    if (typeof value === 'string') return walkText(walk, pointer, value, rule.free, rule.token)
    return typeof value === 'object' && value !== null ? walk.sink.seal(pointer, value, 'none') : value
  }
  if (rule.kind === 'open') return walkOpen(walk, pointer, value)
  if (rule.kind === 'list') {
    if (!Array.isArray(value)) return walk.sink.seal(pointer, value, 'none')
    return mapList(value, (inner, index) => walkRule(walk, `${pointer}/${index}`, rule.of, inner))
  }
  return isObject(value) ? walkFields(walk, pointer, rule.fields, value) : walk.sink.seal(pointer, value, 'none')
}

/** An object of declared fields: a lookup each; what is not declared is closed unless the tenant says otherwise. */
export function walkFields(walk: Walk, pointer: string, fields: Fields, value: Json): Json {
  return mapObject(value, (name, inner) => {
    const rule = fields.get(name)
    if (rule?.kind === 'plain' && typeof inner !== 'object') return inner
    // A text that begins like one of ours has a colon, and is suspicious.
    if (rule?.kind === 'text' && typeof inner === 'string' && !isSuspicious(inner, rule.free)) return inner
    const here = `${pointer}/${part(name)}`
    return rule === undefined ? walkUndeclared(walk, here, name, inner) : walkRule(walk, here, rule, inner)
  })
}
