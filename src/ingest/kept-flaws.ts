import type { Catalogue } from '../events/catalogue.ts'
import { versionsOf } from '../events/define.ts'
import { publishedSchema } from '../events/schema.ts'
import type { Flaw } from './outcome.ts'

/** What the service itself says of a flaw; every other word may be a client's text. */
const sentences = `
  is required is not valid is not JSON in UTF-8 at character must be object string integer number boolean null array
  must be one of must match format pattern must NOT have more fewer shorter than characters items properties additional
  must have required property when is present must be equal to constant the allowed values duplicate identical
  must be multiple of exclusive or a non-empty (CloudEvents 1.0) pocm type action an JSON data instead
  lies more than 5 minutes ahead lies before 1970 is no tenant of this service is needed in the header tenant_id event
  must be the credential's tenant left out differs from what was sent under this key before and longer kept protected
  was in conflict too often ask again later contains the character U+0000 which PostgreSQL cannot store half surrogate pair
  has a name that is a name JavaScript gives another meaning is a number beyond a double can hold whole 2^53 readers round
  send it as flaws told values text bytes would be most every store takes several times an object twice digits deeper levels
  the mapping does not fit operation grows larger passed unsafe`

const mostKept = 20
const wordsOf = (text: string) => text.split(/[\s,;:"'()[\]{}]+/).filter((word) => word !== '')

/** Names and words that are ours: those of the published schemas and of CloudEvents. */
export function vocabularyOf(catalogue: Catalogue): { names: Set<string>; words: Set<string> } {
  const names = new Set(['specversion', 'source', 'subject', 'time', 'datacontenttype', 'data_base64', 'dataschema'])
  const words = new Set(wordsOf(sentences))
  const look = (it: unknown, name: string): void => {
    if (typeof it === 'string' || typeof it === 'number') for (const word of wordsOf(String(it))) words.add(word)
    if (typeof it !== 'object' || it === null) return
    for (const [key, inner] of Object.entries(it)) {
      if (name === 'properties') names.add(key)
      look(inner, key)
    }
  }
  for (const event of catalogue.values()) for (const version of versionsOf(event)) look(publishedSchema(version), '')
  for (const type of catalogue.keys()) words.add(type)
  for (const name of names) words.add(name)
  return { names, words }
}

/**
 * Makes of flaws what a dead letter keeps of them in the clear: pointers of declared names and numbers, and messages of
 * the service's own words. What a client wrote may be said nowhere but in the sealed bytes, whichever cause it died of.
 */
export function openKeptFlaws(catalogue: Catalogue): (flaws: readonly Flaw[]) => Flaw[] {
  const { names, words } = vocabularyOf(catalogue)
  const isOurs = (word: string) => words.has(word) || /^\d{1,7}\.?$/.test(word) || words.has(word.replace(/\.$/, ''))
  const partOf = (part: string) => (names.has(part) || /^\d{1,6}$/.test(part) ? part : '*')
  return (flaws) =>
    flaws.slice(0, mostKept).map(({ path, message }) => ({
      path: path
        .split('/')
        .map((part, at) => (at === 0 ? '' : partOf(part)))
        .join('/'),
      message: wordsOf(message).every(isOurs) ? message : 'is not valid',
    }))
}
