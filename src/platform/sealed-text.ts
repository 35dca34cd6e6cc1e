/**
 * How protected values stand in a stored event, as text that every store can hold:
 *
 * - `sealed:v1:<base64>` is ciphertext; behind a point may follow `t<hex>`, the keyed token by which equal values are
 *   grouped without being known;
 * - `sealed:text:<text>` is a client's own text that begins like one of these, and is no secret.
 *
 * A name in `data` that begins with `sealed:` belongs to the service: it holds the sealed original of a value that
 * stands elsewhere in the event in a form that may be seen (compliance/protect.ts).
 */
const prefix = 'sealed:'
const cipherMark = 'sealed:v'
const ownText = 'sealed:text:'

/** What is shown in place of a protected value. */
export const mask = '•••'

export const isReserved = (text: string): boolean => text.startsWith(prefix)
export const isCiphertext = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith(cipherMark)

/** A client's text as it is stored: one that looks like ours is marked as the client's. */
export const asClientText = (text: string): string => (isReserved(text) ? ownText + text : text)

/** The name under which the sealed original of the value at a JSON Pointer is kept. */
export const asideName = (pointer: string): string => prefix + pointer

/** The token of a sealed value, or undefined where it has none. */
export const tokenIn = (sealed: string): string | undefined => /\.t([0-9a-f]{32})$/.exec(sealed)?.[1]
export const withToken = (sealed: string, token: string | undefined): string =>
  token === undefined ? sealed : `${sealed}.t${token}`
export const withoutToken = (sealed: string): string => sealed.replace(/\.t[0-9a-f]{32}$/, '')

/** A word as stores of figures hold it: the token of a protected value (`p_…`, or nothing), else the text that was sent. */
export function wordOf(text: string): string {
  if (!isReserved(text)) return text
  if (text.startsWith(ownText)) return text.slice(ownText.length)
  const token = isCiphertext(text) ? tokenIn(text) : undefined
  return token === undefined ? '' : pseudonymOf(token)
}

/** What stands for a value that is not shown: in stores of figures and in place of an id. */
export const pseudonymOf = (token: string): string => `p_${token}`
export const isPseudonym = (text: string): boolean => /^p_[0-9a-f]{32}$/.test(text)

/** A stored text as it may be shown. */
export function shownText(text: string): string {
  if (!isReserved(text)) return text
  return text.startsWith(ownText) ? text.slice(ownText.length) : mask
}
