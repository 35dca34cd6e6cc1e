/**
 * Search parameters as plain, readable text: `?range=last_7_days&country=ES&country=FR`. A key that stands more than
 * once is a list. Nothing is guessed to be a number or JSON; that is for the schema of each route.
 */
export type AddressSearch = Record<string, string | string[]>

export function parseAddress(search: string): AddressSearch {
  const found: AddressSearch = {}
  const params = new URLSearchParams(search)
  for (const key of new Set(params.keys())) {
    const values = params.getAll(key)
    found[key] = values.length === 1 ? (values[0] ?? '') : values
  }
  return found
}

/** The inverse; `undefined` and empty lists leave no trace. Keys keep their order, so equal views have equal addresses. */
export function writeAddress(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) params.append(key, String(one))
    }
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
