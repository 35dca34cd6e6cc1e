export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A name as a part of a JSON Pointer (RFC 6901). */
export const pointerPart = (name: string) =>
  /[~/]/.test(name) ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name

/** A copy of a JSON value with each text replaced; `pointer` is where the value stands. */
export function replaceTexts(
  value: unknown,
  pointer: string,
  replace: (pointer: string, text: string) => unknown,
): unknown {
  if (typeof value === 'string') return replace(pointer, value)
  if (Array.isArray(value)) return value.map((inner, index) => replaceTexts(inner, `${pointer}/${index}`, replace))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      replaceTexts(inner, `${pointer}/${pointerPart(name)}`, replace),
    ]),
  )
}

/** Puts a value where a JSON Pointer says; what lies on the way has to be there. */
export function replaceAt(root: Json, pointer: string, value: unknown): void {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = names.pop()
  if (last === undefined) return
  let at: unknown = root
  for (const name of names) at = typeof at === 'object' && at !== null ? (at as Json)[name] : undefined
  if (typeof at === 'object' && at !== null) {
    Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true })
  }
}
